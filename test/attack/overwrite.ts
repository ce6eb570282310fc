// Overwrites the big plan in the folder that it is given, as a process that a test kills.
import { ScaffoldWriter } from '../../src/runtime/scaffold/scaffold-writer';
import { bigPlan } from './big-plan';

console.log('begins');
void new ScaffoldWriter().write(bigPlan, process.argv[2] ?? '', 'overwrite', new AbortController().signal);
