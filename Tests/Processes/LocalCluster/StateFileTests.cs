using System.Collections.Immutable;
using System.Text.Json;
using Parley.LocalCluster;
using Parley.LocalCluster.Plan;
using Parley.LocalCluster.Processes;
using Parley.LocalCluster.State;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Processes.LocalCluster;

public sealed class StateFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_written_is_read()
    {
        var plan = new ClusterPlan
        {
            SiloProgram = "/silo.dll",
            FrontendProgram = "/frontend.dll",
            MariaDbPort = 1,
            RedisPort = 2,
            Proxy = new ProxyPlan(3, 4),
            Silos = [new SiloPlan(1, 5, 6, 7, 8, 9, new StorePorts(10, 11))],
            Frontends = [new FrontendPlan(1, 12, 13, new StorePorts(14, 15))],
            Settings = ImmutableSortedDictionary<string, string>.Empty.Add("Parley__Messages__MaxTextLength", "7"),
        };
        var state = new ClusterState(plan, ImmutableSortedDictionary<string, ProcessIdentity>.Empty.Add("silo1", new ProcessIdentity(16, 17, "boot")));

        StateFile.Write(_folder.Path, state);
        var read = StateFile.Read(_folder.Path)!;

        Assert.Equal(JsonSerializer.Serialize(state), JsonSerializer.Serialize(read)); // equality of records does not reach into their lists
        Assert.Equal(["silo1"], read.Processes.Keys);
        Assert.Equal(new ProcessIdentity(16, 17, "boot"), read.Processes["silo1"]);
        Assert.Equal(state.Plan.Silos, read.Plan.Silos);
        Assert.Equal(state.Plan.Frontends, read.Plan.Frontends);
        Assert.Equal(state.Plan.Settings, read.Plan.Settings);
    }

    [Fact]
    public void Without_a_file_there_is_no_cluster() => Assert.Null(StateFile.Read(_folder.Path));

    [Fact]
    public void A_broken_file_is_named()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "state.json"), "{");

        Assert.Contains(Path.Combine(_folder.Path, "state.json"), Assert.Throws<ClusterException>(() => StateFile.Read(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Deleting_a_cluster_spares_what_is_not_its_own()
    {
        var foreign = Path.Combine(_folder.Path, "thesis.txt");
        File.WriteAllText(foreign, "");
        Directory.CreateDirectory(Path.Combine(_folder.Path, "mariadb", "data"));

        ClusterFolder.Delete(_folder.Path);

        Assert.Equal([foreign], Directory.EnumerateFileSystemEntries(_folder.Path));
    }
}
