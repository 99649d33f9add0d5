-- The service's own role reads and writes rows, and nothing else; migrations run as the owner of the tables.
-- On Aurora it signs in with IAM tokens; elsewhere that role does not exist and nothing is granted.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'subgoals_app') THEN
        CREATE ROLE subgoals_app LOGIN;
    END IF;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'rds_iam') THEN
        GRANT rds_iam TO subgoals_app;
    END IF;
END
$$;
GRANT USAGE ON SCHEMA public TO subgoals_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON goals, sub_goals, idempotency_keys TO subgoals_app;
GRANT SELECT ON schema_migrations TO subgoals_app;
