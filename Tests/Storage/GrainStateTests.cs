using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Storage;

public sealed class SqliteGrainStateTests(SqliteSilo silo) : GrainStateSpec(silo), IClassFixture<SqliteSilo>
{
    protected override string[] OddKeys => ["case "];
}

/// <summary>Without keys that differ only by a trailing space: MariaDB compares without it, and no key of ours ends in one.</summary>
public sealed class MariaDbGrainStateTests(MariaDbSilo silo) : GrainStateSpec(silo), IClassFixture<MariaDbSilo>;
