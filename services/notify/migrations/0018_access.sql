-- The token by which a provider lets us in for an hour or two: one for all processes, sealed as a key is.
CREATE TABLE access (
    provider     text PRIMARY KEY,
    renewal      bigint NOT NULL DEFAULT 0,  -- grows whenever somebody begins to renew it: the fence of whoever is slow
    token_sealed bytea,
    good_until   timestamptz NOT NULL DEFAULT '-infinity',
    refused      boolean NOT NULL DEFAULT false,  -- the provider did not let us in by it although its time was not over
    leased_until timestamptz NOT NULL DEFAULT '-infinity'  -- so long nobody else renews it
);
