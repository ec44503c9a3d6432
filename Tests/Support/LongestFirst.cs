using Parley.Tests.Support;
using Xunit.Sdk;
using Xunit.v3;

[assembly: Xunit.TestCollectionOrderer(typeof(LongestFirst))]

namespace Parley.Tests.Support;

/// <summary>The tests that start processes come first: they run one after the other, and beside them there is time for all the rest.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => collection.TestCollectionDisplayName is ProcessTests.Name or ClusterTests.Name ? 0 : 1).ThenBy(collection => collection.UniqueID, StringComparer.Ordinal)];
}
