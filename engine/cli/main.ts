#!/usr/bin/env node
import module from 'node:module';

// Newer Node.js keeps compiled code between starts; it must be asked before the rest is loaded.
if ('enableCompileCache' in module && typeof module.enableCompileCache === 'function') module.enableCompileCache();

// `medbundle components | head` closes the pipe early, which is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

const { commandLine } = await import('./command-line.js');
const code = await commandLine(process.argv.slice(2), process);
// Worker threads may still be winding down; nothing of theirs is wanted any more, but what was written must be out.
for (const stream of [process.stdout, process.stderr]) await new Promise((resolve) => stream.write('', resolve));
process.exit(code);
