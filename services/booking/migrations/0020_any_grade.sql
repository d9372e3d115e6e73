-- A child in no kindergarten, or beyond grade 9, can say so: no group that asks for grades is for it, and none has to guess.
ALTER TABLE child DROP CONSTRAINT child_grade_check, ADD CONSTRAINT child_grade_check CHECK (grade BETWEEN -3 AND 10);
