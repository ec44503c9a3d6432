using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Parley.Faults.History;
using Parley.Faults.Load;

namespace Parley.Faults.Nemesis.OfErasures;

/// <summary>
/// A room with thousands of messages, files and hundreds of members is deleted, and whoever erases it is killed in the middle. Another goes on; then nothing of the room is in any table or file, its name is
/// free, and members who come back are told that there is no such room.
/// </summary>
/// <param name="name">Which step it is in the middle of.</param>
/// <param name="held">Rows of the room that the nemesis holds, so that the step stands still there.</param>
/// <param name="waits">The statement that does.</param>
internal sealed class KilledDeletion(string name, Func<FilledRoom, string> held, string waits) : ErasureFault(name)
{
    private const int Messages = 3_000;
    private const int Files = 25;
    private const int Members = 300;

    /// <summary>That it was deleted, and by whom, is kept; of jobs that have ended it is kept for a while which they were.</summary>
    private static readonly string[] Kept = ["deleted_rooms", "audit_log", "jobs"];

    public static KilledDeletion WhileMembersLeave => new(
        "silo kill -9 while members of a deleted room go", room => $"SELECT user_id FROM room_members WHERE room_id = '{room.Id}' AND until_seq IS NULL ORDER BY user_id DESC LIMIT 1", "%room_members%");

    public static KilledDeletion WhileLogGoes => new(
        "silo kill -9 while the log of a deleted room is erased", room => $"SELECT seq FROM room_events WHERE room_id = '{room.Id}' AND seq = {room.Messages[Messages / 2].ToString(CultureInfo.InvariantCulture)}", "DELETE FROM room_events%");

    public static KilledDeletion WhileFilesGo => new(
        "silo kill -9 while files of a deleted room are erased", room => $"SELECT file_id FROM room_files WHERE room_id = '{room.Id}' LIMIT 1", "UPDATE room_files SET erased%room_id%");

    public override async Task StrikeAsync(Stage stage)
    {
        // 1. A room with much in it, and members who look at it.
        using var room = await FilledRoom.CreateAsync(stage, Messages, Files);
        var admin = await OperatorAsync(stage);
        var members = await stage.PeopleAsync("leaver", Members, room.Id);
        await using var watcher = await Watcher.SubscribeAsync(stage, members[0], room.Id);
        await using var connection = await stage.Sql.OpenAsync();

        // 2. It is deleted; who erases it comes to a row that is held, and is killed there.
        var rows = await CountAsync(connection, $"SELECT COUNT(*) FROM room_events WHERE room_id = '{room.Id}'");
        var bytes = room.BytesLeft(stage.FilesFolder).Count;
        var fault = await stage.BeganAsync(Name, room.Id, Evidence.Outage);
        await using (var row = await HeldRows.LockAsync(stage, held(room)))
        {
            await AdminAsync(stage, "rooms", "delete", room.Id, room.Name, "--as", admin);
            await row.SomebodyWaitsAsync(stage, waits);
            var victim = await WorkerAsync(stage, connection, $"room-deletion-{room.Id}");
            await victim.KillAsync();
            var left = await CountAsync(connection, $"SELECT COUNT(*) FROM room_events WHERE room_id = '{room.Id}'");
            var still = await CountAsync(connection, $"SELECT COUNT(*) FROM room_members WHERE room_id = '{room.Id}' AND until_seq IS NULL");
            stage.Done.Add(string.Create(CultureInfo.InvariantCulture, $"{victim.Name} killed with {left} events left (there were {rows}), {still} members of {Members + 1}; {bytes} files before"));
            await stage.PauseAsync(1);
        }

        // 3. Another goes on, or the same when it is there again.
        await stage.PauseAsync(4 * stage.Random.NextDouble());
        await Stage.StartAsync([.. stage.Cluster.Silos.Where(silo => silo.State == LocalCluster.Processes.ProcessState.Dead)]);
        var killed = stage.Timestamp();
        await ComesAsync(stage, async () => await CountAsync(connection, $"SELECT COUNT(*) FROM deleted_rooms WHERE room_id = '{room.Id}' AND done_at_ms IS NOT NULL") == 1, $"room {room.Id} is erased");
        stage.Done.Add(string.Create(CultureInfo.InvariantCulture, $"erased {stage.Since(killed).TotalSeconds:0} s after the silo was back"));
        await stage.HealedAsync(fault);

        // 4. Nothing is left of it, anywhere.
        await NothingIsLeftAsync(stage, $"the deleted room {room.Id}", async () =>
            [.. await StoredTraces.FindAsync(connection, [room.Id, room.Word], Kept), .. room.BytesLeft(stage.FilesFolder)]);

        // 5. Who looked has heard it, to the last event; who comes back finds nothing, at any frontend; the name is free.
        await watcher.HearsAsync(one => Wire.Text(one, "kind") == "memberKicked" && Wire.Text(one, "user") == members[0].Id, "it is no member any more");
        if (!watcher.Heard().Exists(one => Wire.Text(one, "kind") == "roomArchived"))
        {
            throw new BrokenPromiseException($"{members[0].Name} was not told that {room.Id} was deleted.");
        }

        Expect("room-not-found", await watcher.ComeBackAsync() ?? "let in");
        Expect("NotFound", (await room.AskAsync(HttpMethod.Get, $"rooms/{room.Id}/events?after=0")).Status.ToString());
        Expect("NotFound", (await room.AskAsync(HttpMethod.Get, $"rooms/{room.Id}", token: members[1].Token)).Status.ToString());
        var (_, own) = await room.AskAsync(HttpMethod.Get, "rooms?member=me", token: members[1].Token);
        Expect("no rooms", own.EnumerateArray().Any(one => Wire.Text(one, "id") == room.Id) ? room.Id : "no rooms");
        Expect(HttpStatusCode.Created.ToString(), (await room.AskAsync(HttpMethod.Post, "rooms", () => JsonContent.Create(new { name = room.Name, visibility = "public" }))).Status.ToString());
    }

    private static void Expect(string expected, string seen)
    {
        if (expected != seen)
        {
            throw new BrokenPromiseException($"After the erasure: {seen} instead of {expected}.");
        }
    }
}
