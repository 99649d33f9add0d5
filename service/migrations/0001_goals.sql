-- Goals, their sub-goals, and the answers that a repeated request gets again.
CREATE TABLE goals (
    id uuid PRIMARY KEY,
    user_id text NOT NULL CHECK (user_id <> ''),
    title text NOT NULL CHECK (title <> ''),
    description text NOT NULL CHECK (description <> ''),
    deadline timestamptz NOT NULL,
    background text NOT NULL CHECK (background <> ''),
    constraints text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX goals_by_user ON goals (user_id, updated_at DESC);

-- The lengths are the quality rules of the contract once more: nothing else may write what they refuse.
CREATE TABLE sub_goals (
    id uuid PRIMARY KEY,
    goal_id uuid NOT NULL REFERENCES goals (id) ON DELETE CASCADE,
    position smallint NOT NULL CHECK (position BETWEEN 0 AND 7),
    title text NOT NULL CHECK (char_length(title) BETWEEN 1 AND 30),
    description text NOT NULL CHECK (char_length(description) BETWEEN 50 AND 200),
    background text NOT NULL CHECK (char_length(background) <= 100),
    progress smallint NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (goal_id, position)
);

-- A key is its SHA-256, as the request is: what callers choose as keys is nobody's business.
-- Without an answer, the row is a claim: whoever holds it is calling the model.
CREATE TABLE idempotency_keys (
    user_id text NOT NULL,
    key_hash bytea NOT NULL,
    request_hash bytea NOT NULL,
    claim uuid NOT NULL,
    claimed_until timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    answer text,
    PRIMARY KEY (user_id, key_hash)
);
CREATE INDEX idempotency_keys_by_expiry ON idempotency_keys (expires_at);
