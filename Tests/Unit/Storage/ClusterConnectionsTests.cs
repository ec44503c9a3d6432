using Microsoft.Extensions.Configuration;
using Parley.Grains.Storage;
using Xunit;

namespace Parley.Tests.Unit.Storage;

[Trait("Scope", "S21")]
public class ClusterConnectionsTests
{
    private const string Main = "Server=main;Database=parley";
    private const string Other = "Server=other;Database=messages";

    [Fact]
    public void One_connection_string_counts_for_all_modules() =>
        Assert.Equal(new DatabaseConnections(Main, Main, Main), Read(("MySql", Main)));

    [Theory]
    [InlineData("MySqlMessages", Other, Main, Main)]
    [InlineData("MySqlIdentity", Main, Other, Main)]
    [InlineData("MySqlGrains", Main, Main, Other)]
    public void A_module_may_be_kept_elsewhere(string name, string messages, string identity, string grains) =>
        Assert.Equal(new DatabaseConnections(messages, identity, grains), Read(("MySql", Main), (name, Other)));

    [Fact]
    public void With_one_for_each_module_the_common_one_is_not_needed() =>
        Assert.Equal(new DatabaseConnections(Main, Other, Main), Read(("MySqlMessages", Main), ("MySqlIdentity", Other), ("MySqlGrains", Main)));

    [Fact]
    [Trait("Scope", "S20")]
    public void Replicas_are_those_of_the_common_database_and_of_a_module_elsewhere_its_own()
    {
        var common = Read(("MySql", Main), ("MySqlReplicas:0", Other), ("MySqlReplicas:1", Main));
        Assert.Equal([Other, Main], common.MessagesReplicas);
        Assert.Equal(common.MessagesReplicas, common.GrainsReplicas);
        Assert.Equal(common.MessagesReplicas, common.SearchReplicas);

        var apart = Read(("MySql", Main), ("MySqlMessages", Other), ("MySqlReplicas:0", Main), ("MySqlMessagesReplicas:0", Other));
        Assert.Equal([Other], apart.MessagesReplicas);
        Assert.Equal([Main], apart.GrainsReplicas);
        Assert.Equal([Other], apart.SearchReplicas);
        Assert.Empty(Read(("MySql", Main), ("MySqlSearch", Other), ("MySqlReplicas:0", Main)).SearchReplicas); // those follow another database
    }

    [Theory]
    [InlineData("MySqlReplicas:0", "Server=main", "ConnectionStrings:MySqlReplicas:0 names no Database. Set ConnectionStrings__MySqlReplicas__0, ")]
    [InlineData("MySqlReplicas", Other, "ConnectionStrings:MySqlReplicas is a list. Set ConnectionStrings__MySqlReplicas__0, ")]
    [InlineData("MySqlReplicas:16", Other, "ConnectionStrings:MySqlReplicas has 17 entries; at most 16 ")]
    [Trait("Scope", "S20")]
    public void Replicas_that_cannot_be_used_are_named(string name, string value, string sentence) => Assert.StartsWith(
        sentence,
        Fault([("MySql", Main), .. name.EndsWith("16", StringComparison.Ordinal) ? Enumerable.Range(0, 16).Select(i => ($"MySqlReplicas:{i}", Main)) : [], (name, value)]),
        StringComparison.Ordinal);

    [Fact]
    public void What_is_missing_is_named()
    {
        Assert.Contains("Set ConnectionStrings__MySql ", Fault(), StringComparison.Ordinal);
        Assert.Contains("ConnectionStrings:MySqlGrains", Fault(("MySqlMessages", Main), ("MySqlIdentity", Main), ("MySqlGrains", " ")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Server=main", "ConnectionStrings:MySqlMessages names no Database.")]
    [InlineData("Database=parley", "ConnectionStrings:MySqlMessages names no Server.")]
    [InlineData("Server=main;Database=parley;Password=sea;shell", "ConnectionStrings:MySqlMessages is not a connection string")]
    [InlineData("Server=main;Database=parley;Password=sea;shell=4", "ConnectionStrings:MySqlMessages is not a connection string")]
    [InlineData("Server=main;Database=parley;Port=sea-shell", "ConnectionStrings:MySqlMessages is not a connection string")]
    public void What_cannot_be_used_is_named_and_not_repeated(string value, string sentence)
    {
        var fault = Fault(("MySql", Main), ("MySqlMessages", value));

        Assert.StartsWith(sentence, fault, StringComparison.Ordinal);
        Assert.DoesNotContain("shell", fault, StringComparison.Ordinal);
    }

    private static string Fault(params (string Name, string Value)[] settings) => Assert.Throws<StartupException>(() => Read(settings)).Message;

    private static DatabaseConnections Read(params (string Name, string Value)[] settings) => ClusterConnections.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(one => KeyValuePair.Create($"ConnectionStrings:{one.Name}", (string?)one.Value))).Build());
}
