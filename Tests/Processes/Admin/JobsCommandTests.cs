using Parley.Jobs;
using Parley.Rooms;
using Parley.Silo.Admin;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Processes.Admin;

[Trait("Scope", "S9")]
public class JobsCommandTests
{
    [Theory]
    [InlineData(0, 0, "[..............................]    ?    pending")]
    [InlineData(1, 3, "[##########--------------------]  33 %  pending")]
    [InlineData(3, 3, "[##############################] 100 %  pending")]
    public void A_bar_shows_how_far_a_job_is(long done, long total, string bar) =>
        Assert.Equal(bar, AdminCommandLine.Bar(new AdminJob("j", "k", "pending", 0, 10, done, total, DateTimeOffset.UnixEpoch, null, null, null, null)));

    [Fact]
    public async Task The_operator_sees_dead_letters_and_has_them_tried_again()
    {
        var folder = new TempFolder(); // goes with the server
        await using var server = await TestServer.Start(folder, _ => { });
        await server.Grains.Jobs().Enqueue([new PostMessage("nowhere", "nobody", "x").ToJob("dead")]);
        await Eventually.Is(async () => (await server.Grains.Jobs().Find("dead"))!.State == JobState.Failure, "it is given up");

        Assert.Contains("post-message          0 waiting  0 running  0 done  1 given up", await Run(folder, "queues"), StringComparison.Ordinal);
        Assert.Contains("dead  post-message      failure    attempt 1 of 10", await Run(folder, "list", "--state", "failure"), StringComparison.Ordinal);
        Assert.Contains("failure", await Run(folder, "watch", "dead"), StringComparison.Ordinal);
        Assert.Contains("pending", await Run(folder, "requeue", "dead"), StringComparison.Ordinal);
        Assert.Contains("There is no such job", await Run(folder, "watch", "none"), StringComparison.Ordinal);
    }

    private static async Task<string> Run(TempFolder folder, params string[] arguments)
    {
        using var output = new StringWriter();
        await new AdminCommandLine(TextReader.Null, output, output).RunAsync(["admin", "jobs", .. arguments, "--data-path", folder.Path]);
        return output.ToString();
    }
}
