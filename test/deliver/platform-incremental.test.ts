import { it } from '@jest/globals';
import { walkPlatform } from './platform.ts';
import { walkFirst } from './walk.ts';

it('the reference platform goes from request to production in incremental mode, with terraform', async () => {
  await walkPlatform('terraform', 'incremental', walkFirst);
}, 900_000);
