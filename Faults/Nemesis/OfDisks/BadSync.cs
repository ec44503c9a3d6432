using Parley.Faults.History;
using Parley.LocalCluster.Processes;

namespace Parley.Faults.Nemesis.OfDisks;

/// <summary>
/// fsync and fdatasync take half a second longer, or fail with EIO. Slow ones make sends slow and nothing else. After one that fails nobody knows what is on the disk, and nothing may be acknowledged: MariaDB ends
/// itself and is started again; the embedded server opens its log anew and finds out.
/// </summary>
/// <param name="isEmbedded">Of the embedded server; else of the cluster's MariaDB.</param>
internal sealed class BadSync(string name, bool isEmbedded, string how) : Fault("F9", name)
{
    private const string Calls = "fsync,fdatasync";
    private const double Longest = 8;

    public override Needs Needs => Needs.Strace | (isEmbedded ? Needs.Embedded : Needs.Nothing);

    public override async Task StrikeAsync(Stage stage)
    {
        var victim = stage.OnDisk;
        var fault = await stage.BeganAsync(Name, victim.Name, Evidence.Slow, Evidence.Error, Evidence.Retry);
        await using (var tracer = Tracer.Attach(victim, Calls, how))
        {
            for (var began = stage.Timestamp(); stage.Since(began).TotalSeconds < Longest && victim.State != ProcessState.Dead; await stage.PauseAsync(0.1))
            {
            }

            stage.Done.Add($"{tracer.Injected} calls{(victim.State == ProcessState.Dead ? ", then it ended itself" : "")}");
        }

        if (victim.State == ProcessState.Dead)
        {
            await Stage.StartAsync(victim);
        }

        await stage.HealedAsync(fault);
    }
}
