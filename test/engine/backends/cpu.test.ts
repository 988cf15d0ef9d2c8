import { backendContract } from './contract.js';

backendContract('cpu');
