import { it } from '@jest/globals';
import { walkPlatform } from './platform.ts';
import { walkFirst } from './walk.ts';

it('the reference platform goes from request to production in yolo mode, with tofu', async () => {
  await walkPlatform('tofu', 'yolo', walkFirst);
}, 900_000);
