-- Signs of life of silos beside the membership table: they tell a cluster that has lost that table from one that never was.
CREATE TABLE IF NOT EXISTS silo_heartbeats (
    cluster_id VARCHAR(150) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    silo       VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    at_ms      BIGINT NOT NULL, -- by the clock of the database, so that the silos' clocks do not matter
    PRIMARY KEY (cluster_id, silo)
) ENGINE=InnoDB;
