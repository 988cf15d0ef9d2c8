import { backendContract } from './contract.js';

backendContract('wasm');
