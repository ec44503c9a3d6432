namespace Parley.Tests.Support;

/// <summary>Tests that start servers as processes run one after the other: the machine has few cores.</summary>
[Xunit.CollectionDefinition(Name)]
public sealed class ProcessTests
{
    public const string Name = "processes";
}

/// <summary>So do tests that start whole clusters, beside the others: much of their time they wait for one to notice something.</summary>
[Xunit.CollectionDefinition(Name)]
public sealed class ClusterTests
{
    public const string Name = "clusters";
}
