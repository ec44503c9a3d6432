using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Parley.Faults.History;
using Parley.Faults.Load;
using Parley.Faults.Nemesis;
using Parley.LocalCluster;
using Parley.LocalCluster.Apps;
using Parley.LocalCluster.Processes;

namespace Parley.Faults.Runs;

/// <summary>What is broken and mended many times: processes, ways in, users for the load.</summary>
internal abstract class Rig : IAsyncDisposable
{
    private const int Users = 64;
    private static readonly TimeSpan WholeWithin = TimeSpan.FromMinutes(3);

    /// <summary>The first owns all rooms.</summary>
    public IReadOnlyList<Person> People { get; protected init; } = [];

    /// <summary>Where clients come in.</summary>
    public abstract IReadOnlyList<Door> Doors { get; }

    public abstract IEnumerable<ManagedProcess> Processes { get; }

    /// <summary>A disk that a fault may fill, or take the power from; null: there is none.</summary>
    public Disk? Disk { get; protected init; }

    /// <summary>Whose data are on it.</summary>
    public abstract ManagedProcess OnDisk { get; }

    public abstract Stage Stage(Crowd crowd, HistoryRecorder history, int seed, TimeProvider time);

    /// <summary>Mends all links, starts every process that has ended, and returns when all work.</summary>
    /// <exception cref="ClusterException">Not within three minutes.</exception>
    public async Task MakeWholeAsync()
    {
        Mend();
        for (var started = Stopwatch.GetTimestamp(); ;)
        {
            foreach (var process in Processes)
            {
                process.Thaw();
                if (process.State == ProcessState.Dead)
                {
                    await process.StartAsync();
                }
            }

            try
            {
                await foreach (var ready in Task.WhenEach(Processes.Select(process => process.WaitReadyAsync())))
                {
                    await ready; // the first that fails need not wait for the patience of the others
                }

                return;
            }
            catch (ClusterException) when (Stopwatch.GetElapsedTime(started) < WholeWithin && Processes.Any(process => process.State == ProcessState.Dead))
            {
                // One that had been given up has ended only now.
            }
        }
    }

    public abstract ValueTask DisposeAsync();

    protected virtual void Mend()
    {
    }

    /// <summary>Users with tokens, from the admin command line.</summary>
    /// <param name="admin">Runs a command of it.</param>
    protected static Task<IReadOnlyList<Person>> PeopleAsync(Func<string[], Task<AdminResult>> admin) => PeopleAsync(admin, "fault", Users, room: null);

    /// <inheritdoc cref="PeopleAsync(Func{string[], Task{AdminResult}})"/>
    /// <param name="room">Whose members they become; null: of none.</param>
    internal static async Task<IReadOnlyList<Person>> PeopleAsync(Func<string[], Task<AdminResult>> admin, string prefix, int users, string? room)
    {
        string[] into = room is null ? [] : ["--room", room];
        var issued = await admin(["issue-tokens", "--prefix", prefix, "--users", users.ToString(CultureInfo.InvariantCulture), .. into]);
        return issued.ExitCode == 0
            ? [.. issued.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).Select(user => new Person(Subject(user[1]), user[0], user[1].Trim()))]
            : throw new ClusterException($"The users of the load could not be made: {issued.Errors}");
    }

    /// <summary>User id of an access token.</summary>
    private static string Subject(string token)
    {
        var payload = token.Split('.')[1].Replace('-', '+').Replace('_', '/');
        var json = Convert.FromBase64String(payload.PadRight((payload.Length + 3) / 4 * 4, '='));
        return JsonDocument.Parse(Encoding.UTF8.GetString(json)).RootElement.GetProperty("sub").GetString()!;
    }
}
