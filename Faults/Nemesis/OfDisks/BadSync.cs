using Parley.Faults.History;
using Parley.LocalCluster.Processes;

namespace Parley.Faults.Nemesis.OfDisks;

/// <summary>
/// fsync and fdatasync of MariaDB take half a second longer, or fail with EIO. Slow ones make sends slow and nothing else. After one that fails nobody knows what is on the disk: MariaDB ends itself, and must not
/// have acknowledged; it is started again.
/// </summary>
internal sealed class BadSync(string name, string how) : Fault("F9", name)
{
    private const string Calls = "fsync,fdatasync";

    public override Needs Needs => Needs.Strace;

    public override async Task StrikeAsync(Stage stage)
    {
        var mariaDb = stage.Cluster.MariaDb;
        var fault = await stage.BeganAsync(Name, mariaDb.Name, Evidence.Slow, Evidence.Error, Evidence.Retry);
        await using (var tracer = Tracer.Attach(mariaDb, Calls, how))
        {
            for (var began = stage.Timestamp(); stage.Since(began).TotalSeconds < 8 && mariaDb.State != ProcessState.Dead; await stage.PauseAsync(0.1))
            {
            }

            if (tracer.Injected is var injected && injected > 0)
            {
                await stage.SawAsync(Evidence.Outage, $"{injected} calls of {Calls} were {how}{(mariaDb.State == ProcessState.Dead ? "; MariaDB ended itself" : "")}");
            }
        }

        if (mariaDb.State == ProcessState.Dead)
        {
            await Stage.StartAsync(mariaDb);
        }

        await stage.HealedAsync(fault);
    }
}
