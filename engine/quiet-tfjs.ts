import { env } from '@tensorflow/tfjs-core';

// A program that also imports tfjs itself registers each kernel twice, which tfjs would tell one by one.
env().set('PROD', true);
