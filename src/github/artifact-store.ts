/** The artifacts of the run that is going on, as far as they are needed. Zips are made and read by GitHub's own library. */
export interface ArtifactStore {
  /** Uploads files of `folder`, absolute paths; their digest is that of the zip, SHA-256 in hexadecimal. */
  upload: (name: string, files: string[], folder: string) => Promise<{ id: number; digest: string }>;
  /** Unzips into `folder`; false when the zip does not have that digest. What lies in `folder` then is not to be used. */
  download: (id: number, folder: string, digest: string) => Promise<boolean>;
  /** The same for an artifact of another run, through the API and with the job's token. */
  downloadFrom: (artifact: { id: number; run: number; folder: string; digest: string }) => Promise<boolean>;
}

/** Plans and states are of no use once the run is over. GitHub's least is one day; a review may take 30. */
const RETENTION_DAYS = 35;

/** https://github.com/actions/toolkit/tree/main/packages/artifact. Loaded when it is used: it is large. `other`: what the artifacts of other runs are asked for with. */
export async function actionsArtifacts(other?: { token: string; repository: { owner: string; name: string } }): Promise<ArtifactStore> {
  const { DefaultArtifactClient } = await import('@actions/artifact');
  const client = new DefaultArtifactClient();
  return {
    upload: async (name, files, folder) => {
      const { id, digest } = await client.uploadArtifact(name, files, folder, { retentionDays: RETENTION_DAYS });
      if (id === undefined || digest === undefined) throw new Error(`the artifact ${name} was uploaded without an id or a digest`);
      return { id, digest: digest.replace(/^sha256:/, '') };
    },
    download: async (id, folder, digest) => {
      const { digestMismatch } = await client.downloadArtifact(id, { path: folder, expectedHash: `sha256:${digest}` });
      return digestMismatch === false;
    },
    downloadFrom: async ({ id, run, folder, digest }) => {
      if (other === undefined) throw new Error('no token was given for the artifacts of other runs');
      const findBy = { token: other.token, workflowRunId: run, repositoryOwner: other.repository.owner, repositoryName: other.repository.name };
      const { digestMismatch } = await client.downloadArtifact(id, { path: folder, expectedHash: `sha256:${digest}`, findBy });
      return digestMismatch === false;
    },
  };
}
