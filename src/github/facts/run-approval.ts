import { z } from 'zod';

/** https://docs.github.com/en/rest/actions/workflow-runs#get-the-review-history-for-a-workflow-run: it says neither when nor in which attempt. */
export const runApprovalSchema = z.object({
  state: z.string(),
  environments: z.array(z.object({ name: z.string() })),
  user: z.object({ login: z.string().min(1), type: z.string() }),
});
export type RunApproval = z.infer<typeof runApprovalSchema>;
