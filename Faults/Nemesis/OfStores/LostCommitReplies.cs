using Parley.Faults.History;

namespace Parley.Faults.Nemesis.OfStores;

/// <summary>MariaDB commits, and the reply never reaches the silo: its connection is reset instead. Some commits in a row, several times.</summary>
internal sealed class LostCommitReplies() : Fault("F6", "commit reply lost")
{
    private const int Salvoes = 4;

    public override async Task StrikeAsync(Stage stage)
    {
        var before = stage.Links.Commits.Lost;
        var fault = await stage.BeganAsync(Name, "every silo", Evidence.Outage);
        for (var salvo = 0; salvo < Salvoes; salvo++)
        {
            stage.Links.Commits.Lose(1 + stage.Random.Next(4));
            await stage.PauseAsync(1.5);
        }

        stage.Links.Commits.Lose(0);
        if (stage.Links.Commits.Lost - before is var lost && lost > 0)
        {
            await stage.SawAsync(Evidence.Outage, $"{lost} replies to COMMIT were lost");
        }

        await stage.HealedAsync(fault);
    }
}
