// Writes the big plan in the folder that it is given, over what is there or as an addition, as a process that a test kills.
import { writeBig, type Way } from './big-plan';

console.log('begins');
void writeBig(process.argv[2] ?? '', process.argv[3] as Way);
