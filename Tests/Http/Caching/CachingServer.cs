using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Caching;

/// <summary>Tests that count what a server reads, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class CachingServer : ICollectionFixture<OwnServerFixture>
{
    public const string Name = "What a server reads";
}
