// In this order: jasmine's functions and the backend must be there before the tests are described.
import { execute } from './environment.js';
import '@tensorflow/tfjs-core/dist/tests.js';

await execute();
