import { runPost } from '../../src/actions/post.ts';

process.exitCode = await runPost();
