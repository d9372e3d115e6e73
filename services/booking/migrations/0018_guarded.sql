-- Who decided and who read is not emptied as a whole either.
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON staff_decision FOR EACH STATEMENT EXECUTE FUNCTION never_emptied();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON paper_reading FOR EACH STATEMENT EXECUTE FUNCTION never_emptied();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON health_reading FOR EACH STATEMENT EXECUTE FUNCTION never_emptied();
