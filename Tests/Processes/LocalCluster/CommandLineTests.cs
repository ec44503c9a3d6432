using Parley.LocalCluster.CommandLine;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Processes.LocalCluster;

public sealed class CommandLineTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("up silos=none", "\"none\" is no number of silos: 1 to 20. ")]
    [InlineData("up 2 0", "\"0\" is no number of frontends: 1 to 20. ")]
    [InlineData("up bots=2", "\"bots=2\" is not understood: up [silos=N] [frontends=N]. ")]
    [InlineData("up 1 1 1", "\"1\" is not understood: up [silos=N] [frontends=N]. ")]
    [InlineData("up --set Parley__Mode", "\"Parley__Mode\" is no setting: --set NAME=VALUE. ")]
    [InlineData("kill", "Required argument 'PROCESS' missing for command: 'kill'. ")]
    [InlineData("kill silo", "\"silo\" is no process: silo N, frontend N, mariadb, redis or proxy. ")]
    [InlineData("freeze silo 0", "\"silo 0\" is no process: silo N, frontend N, mariadb, redis or proxy. ")]
    [InlineData("restart mysql", "\"mysql\" is no process: silo N, frontend N, mariadb, redis or proxy. ")]
    [InlineData("add redis", "What to add: silo or frontend. ")]
    [InlineData("dwon", "'dwon'")]
    public async Task Wrong_usage_gets_a_sentence(string arguments, string sentence)
    {
        var (code, output, errors) = await RunAsync(arguments.Split(' '));

        Assert.Equal(64, code);
        Assert.Contains(sentence, errors, StringComparison.Ordinal);
        Assert.Empty(output);
        Assert.Single(errors.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("status")]
    [InlineData("url")]
    [InlineData("down")]
    [InlineData("kill silo 1")]
    [InlineData("add silo")]
    public async Task Without_a_cluster_it_says_how_to_start_one(string arguments)
    {
        var (code, _, errors) = await RunAsync(arguments.Split(' '));

        Assert.Equal((1, $"There is no cluster in {_folder.Path}. Start one: ./dev/cluster up\n"), (code, errors));
    }

    [Theory]
    [InlineData("silo 2", "silo2")]
    [InlineData("silo2", "silo2")]
    [InlineData("Frontend 10", "frontend10")]
    [InlineData("proxy", "proxy")]
    [InlineData("proxy 1", null)]
    [InlineData("silo -1", null)]
    [InlineData("silo 01", null)]
    public void A_process_has_a_name(string words, string? name) => Assert.Equal(name, ProcessName.Parse(words.Split(' ')));

    [Theory]
    [InlineData("", 2, 2)]
    [InlineData("3", 3, 2)]
    [InlineData("3 1", 3, 1)]
    [InlineData("frontends=1", 2, 1)]
    [InlineData("frontends=4 silos=1", 1, 4)]
    public void A_size_may_be_given_by_place_or_by_name(string words, int silos, int frontends) =>
        Assert.Equal((new Size(silos, frontends), (string?)null), Size.Parse(words.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    [Fact]
    public void The_table_lines_up() => Assert.Equal(
        """
        what     pid  state    address           ready
        silo1    7    running  http://127.0.0.1  ready
        mariadb  -    dead     127.0.0.1:1       no
        """,
        StatusTable.Text([["silo1", "7", "running", "http://127.0.0.1", "ready"], ["mariadb", "-", "dead", "127.0.0.1:1", "no"]]));

    private async Task<(int Code, string Output, string Errors)> RunAsync(string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await new ClusterCommandLine(output, errors).RunAsync([.. arguments, "--state", _folder.Path]);
        return (code, output.ToString(), errors.ToString());
    }
}
