import { serveFacts } from '../../node/symbols/factsService.ts';

serveFacts();
