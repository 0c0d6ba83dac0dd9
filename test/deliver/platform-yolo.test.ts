import { it } from '@jest/globals';
import { walkPlatform } from './platform.ts';

it('the reference platform goes from request to production in yolo mode, with tofu', async () => {
  await walkPlatform('tofu', 'yolo');
}, 900_000);
