using System.Collections.Immutable;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Parley.Faults.History;
using Parley.Faults.Load;
using Parley.LocalCluster.Processes;

namespace Parley.Faults.Nemesis.OfErasures;

/// <summary>
/// Thousands of messages of a room become too old, and a silo is killed in the middle of a write that deletes some. In the end each of them is deleted by one event, with its files,
/// and no other message is.
/// </summary>
/// <param name="whoLooks">The one that looks is killed; else another.</param>
internal sealed class KilledRetention(bool whoLooks) : ErasureFault(whoLooks ? "silo kill -9 while it has old messages deleted" : "silo kill -9 while another has old messages deleted")
{
    private const int Messages = 2_000;
    private const int Files = 25;
    private const int Young = 10;
    private const string DaysOld = "3 * 86400000";

    public override async Task StrikeAsync(Stage stage)
    {
        // 1. Old messages, one of them pinned; nobody remembers when they were really sent.
        using var room = await FilledRoom.CreateAsync(stage, Messages, Files);
        await using var connection = await stage.Sql.OpenAsync();
        var old = room.Messages;
        var pinned = old[Messages / 3 * 2];
        await room.AskAsync(HttpMethod.Put, $"rooms/{room.Id}/messages/{pinned}/pin");
        await SqlHand.ExecuteAsync(connection, $"UPDATE room_events SET at_ms = at_ms - {DaysOld} WHERE room_id = '{room.Id}'");
        foreach (var silo in stage.Cluster.Silos)
        {
            await silo.StopAsync();
            await Stage.StartAsync(silo);
        }

        var young = new List<long>();
        for (var i = 0; i < Young; i++)
        {
            var (_, sent) = await room.AskAsync(HttpMethod.Post, $"rooms/{room.Id}/messages", () => JsonContent.Create(new { clientId = $"young-{i}", text = $"{room.Word} young {i}" }));
            young.Add(sent.GetProperty("seq").GetInt64());
        }

        var admin = await OperatorAsync(stage);
        var members = await stage.PeopleAsync("watcher", users: 1, room.Id);
        await using var watcher = await Watcher.SubscribeAsync(stage, members[0], room.Id);

        // 2. They are too old; the write that comes to a row that is held stands still, and a silo is killed.
        var fault = await stage.BeganAsync(Name, room.Id, Evidence.Outage);
        await using (var row = await HeldRows.LockAsync(stage, $"SELECT seq FROM room_events WHERE room_id = '{room.Id}' AND seq = {Text(old[Messages / 2])}"))
        {
            await AdminAsync(stage, "rooms", "retention", room.Id, "1", "--as", admin);
            await row.SomebodyWaitsAsync(stage, "UPDATE room_events%");
            var looks = await WorkerAsync(stage, connection, "retention");
            var victim = whoLooks ? looks : stage.Pick([.. stage.Cluster.Silos.Where(silo => silo != looks)]);
            await victim.KillAsync();
            var left = await LeftAsync();
            stage.Done.Add(string.Create(CultureInfo.InvariantCulture, $"{victim.Name} killed with {left} of {Messages} messages left"));
            await stage.PauseAsync(1);
        }

        await stage.PauseAsync(4 * stage.Random.NextDouble());
        await Stage.StartAsync([.. stage.Cluster.Silos.Where(silo => silo.State == ProcessState.Dead)]);

        // 3. All but the pinned one go, by themselves.
        await ComesAsync(stage, async () => await LeftAsync() <= 1, $"old messages of room {room.Id} are deleted");
        await stage.HealedAsync(fault);
        await NothingIsLeftAsync(stage, "files of old messages", () => Task.FromResult(room.BytesLeft(stage.FilesFolder)));
        await NothingIsLeftAsync(stage, "old messages", async () => [.. await StoredTraces.FindAsync(connection, [room.Word], ["room_events", "search_messages"]), .. await TextsAsync("room_events", "payload"), .. await TextsAsync("search_messages", "tokens")]);

        // 4. One event for each, and none for the others; the same for who looked on, and for who comes back.
        var events = await room.EventsAsync();
        Check(events, room, old, pinned, young);
        var last = events[^1].GetProperty("seq").GetInt64();
        await watcher.HearsAsync(one => one.GetProperty("seq").GetInt64() == last, "the last message was deleted");
        if (await watcher.ComeBackAsync() is { } refusal)
        {
            throw new BrokenPromiseException($"{members[0].Name} is not let in any more: {refusal}.");
        }

        var heard = watcher.Heard();
        var told = heard.Where(IsDeletion).Select(Target).ToList();
        if (!told.SequenceEqual(events.Where(IsDeletion).Select(Target)))
        {
            throw new BrokenPromiseException($"{members[0].Name} was told of {told.Count} deletions.");
        }

        async Task<string[]> TextsAsync(string table, string column)
        {
            var texts = await CountAsync(connection, $"SELECT COUNT(*) FROM {table} WHERE LOCATE('{room.Word}', CAST({column} AS BINARY)) > 0");
            return texts == Young + 1 ? [] : [string.Create(CultureInfo.InvariantCulture, $"{texts} texts in {table} instead of {Young + 1}")];
        }

        Task<long> LeftAsync() => CountAsync(
            connection, $"SELECT COUNT(*) FROM room_events WHERE room_id = '{room.Id}' AND kind = 'messagePosted' AND payload IS NOT NULL AND seq <= {Text(old[^1])}");
    }

    private static void Check(List<JsonElement> events, FilledRoom room, ImmutableArray<long> old, long pinned, List<long> young)
    {
        var wrong = new List<string>();
        if (!events.Select(one => one.GetProperty("seq").GetInt64()).SequenceEqual(Enumerable.Range(1, events.Count).Select(seq => (long)seq)))
        {
            wrong.Add("numbers have holes");
        }

        var deleted = events.Where(IsDeletion).Select(Target).Order().ToList();
        if (!deleted.SequenceEqual(old.Where(seq => seq != pinned)))
        {
            wrong.Add(string.Create(CultureInfo.InvariantCulture, $"{deleted.Count} deletions of {deleted.Distinct().Count()} messages, where {old.Length - 1} were old"));
        }

        var kept = events.Where(one => Wire.Text(one, "kind") == "messagePosted" && Wire.Text(one, "text") is not null).Select(one => one.GetProperty("seq").GetInt64()).ToList();
        if (!kept.SequenceEqual([pinned, .. young]))
        {
            wrong.Add(string.Create(CultureInfo.InvariantCulture, $"{kept.Count} messages have their text, instead of {young.Count + 1}"));
        }

        if (wrong.Count > 0)
        {
            throw new BrokenPromiseException($"Room {room.Id}: {string.Join("; ", wrong)}.");
        }
    }

    private static bool IsDeletion(JsonElement e) => Wire.Text(e, "kind") == "messageDeleted";

    private static long Target(JsonElement e) => e.GetProperty("target").GetInt64();

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
