import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import './page.css';
import { GraphiQL } from 'graphiql';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { makeFetcher } from './fetcher.ts';

const welcome = `# Everything that the portals can do, you can do here.
#
# 1. Press the play button and choose SignIn.
# 2. Copy the accessToken of the answer into "Headers" below:
#      { "Authorization": "Bearer eyJ..." }
# 3. Choose Me. The book at the left is the whole contract.
#
# Follow goes on until the deployment has ended.

mutation SignIn {
  signIn(
    input: {
      email: "owner@acme.test"
      password: "hosterizer-demo"
    }
  ) {
    accessToken
    expiresAt
  }
}

query Me {
  viewer {
    email
    role
    customer {
      name
    }
    scopes
  }
  sites(first: 10) {
    edges {
      node {
        id
        name
        status
        url
        latestDeployment {
          id
          status
        }
      }
    }
  }
}

subscription Follow($deploymentId: ID!) {
  deploymentEvents(deploymentId: $deploymentId) {
    events {
      sequence
      phase
      message
    }
    ended
  }
}
`;

const fetcher = makeFetcher('/graphql');

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <GraphiQL
      fetcher={fetcher}
      defaultQuery={welcome}
      defaultEditorToolsVisibility="headers"
      // Tokens stay in this tab's memory.
      shouldPersistHeaders={false}
      showPersistHeadersSettings={false}
    />
  </StrictMode>,
);
