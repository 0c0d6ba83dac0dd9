import { it } from '@jest/globals';
import { walkPlatform } from './platform.ts';
import { walkFirstAndUpdate } from './walk.ts';

it('the reference platform goes from request to production in incremental mode, with terraform', async () => {
  await walkPlatform('terraform', 'incremental', walkFirstAndUpdate);
}, 900_000);
