import { serveSecrets } from '../../node/secrets/secretService.ts';

void serveSecrets();
