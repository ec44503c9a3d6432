using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Faults.Rooms;

[Collection(ProcessTests.Name)]
[Trait("Scope", "P4")]
public class KilledServerTests
{
    private const int Messages = 1000;
    private const int Senders = 16;
    private const int Kills = 3;
    private const string Room = "storm";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(20261124)]
    public async Task Whatever_was_acknowledged_is_there_once_however_often_the_server_is_killed(int seed)
    {
        var random = new Random(seed);
        await using var server = await ServerProcess.Start();
        var tokens = await Tokens(server);
        var storm = new Storm(server.Address);

        // 1. Everybody sends; whoever gets no answer repeats with the same client id.
        var killAt = Enumerable.Range(0, Kills).Select(_ => random.Next(Messages / 20, Messages * 9 / 10)).Order().ToArray();
        var senders = Enumerable.Range(0, Senders).Select(sender => storm.Send(tokens[sender], Share(sender))).ToArray();

        // 2. Meanwhile it is killed and started again on the same data.
        foreach (var acknowledged in killAt)
        {
            await storm.Acknowledged(acknowledged).WaitAsync(Patience, TestContext.Current.CancellationToken);
            var killed = server.Kill();
            storm.IsAway();
            await killed;
            await server.Restart();
            storm.IsBack(server.Address);
        }

        await Task.WhenAll(senders).WaitAsync(Patience, TestContext.Current.CancellationToken);

        // 3. The log is one line without holes, with every message once, where its sender was told.
        var log = await Log(server.Address, tokens[0]);
        Assert.Equal(Enumerable.Range(1, log.Count).Select(seq => (long)seq), log.Select(e => e.GetProperty("seq").GetInt64()));
        var posted = log.Where(e => e.GetProperty("kind").GetString() == "messagePosted")
            .ToDictionary(e => e.GetProperty("clientId").GetString()!, e => e.GetProperty("seq").GetInt64());
        Assert.Equal(Messages, posted.Count);
        Assert.All(storm.Acknowledgements, told => Assert.Equal(posted[told.ClientId], told.Seq));
        Assert.True(storm.Repeats > 0, "No send met a dead server: the kills came too late to prove anything.");
    }

    [Fact]
    public async Task An_acknowledged_message_is_in_the_file_at_once_for_whoever_else_reads_it()
    {
        await using var server = await ServerProcess.Start();
        var token = (await Tokens(server))[0];
        using var file = new SqliteConnection($"Data Source={Path.Combine(server.DataPath, "messages.db")};Mode=ReadOnly;Pooling=False");
        file.Open();
        using var count = file.CreateCommand();
        count.CommandText = "SELECT COUNT(*) FROM room_events WHERE client_id = $id AND payload LIKE '%' || $id || '%'";
        var id = count.Parameters.Add("$id", SqliteType.Text);

        for (var i = 0; i < 50; i++)
        {
            var clientId = $"durable-{i}";
            Assert.Equal(201, (await new TestClient(server.Address).WithToken(token).Post($"rooms/{Room}/messages", new { clientId, text = clientId })).Status);
            id.Value = clientId;
            Assert.Equal(1L, count.ExecuteScalar());
        }
    }

    private static IEnumerable<string> Share(int sender) =>
        Enumerable.Range(0, Messages).Where(message => message % Senders == sender).Select(message => $"m{message}");

    private static async Task<string[]> Tokens(ServerProcess server)
    {
        var issued = await server.Admin("issue-tokens", "--prefix", "sender", "--users", $"{Senders}", "--room", Room);
        Assert.Equal("", issued.Errors);
        return issued.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')[1]).ToArray();
    }

    private static async Task<List<JsonElement>> Log(Uri address, string token)
    {
        var client = new TestClient(address).WithToken(token);
        var log = new List<JsonElement>();
        while (true)
        {
            var page = await client.Get($"rooms/{Room}/events?after={log.Count}&limit=1000");
            Assert.Equal(200, page.Status);
            log.AddRange(page.Json.GetProperty("events").EnumerateArray());
            if (log.Count >= page.Json.GetProperty("lastSeq").GetInt64())
            {
                return log;
            }
        }
    }

    /// <summary>Senders that do not give up, and what they were told.</summary>
    private sealed class Storm(Uri address)
    {
        private readonly ConcurrentQueue<(string ClientId, long Seq)> _acknowledgements = [];
        private readonly ConcurrentQueue<(int Count, TaskCompletionSource Reached)> _milestones = [];
        private volatile TaskCompletionSource<Uri> _server = Back(address);
        private int _repeats;

        public IReadOnlyCollection<(string ClientId, long Seq)> Acknowledgements => _acknowledgements;

        /// <summary>Sends that got no answer, and were repeated.</summary>
        public int Repeats => _repeats;

        public void IsAway() => _server = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);

        public void IsBack(Uri newAddress) => _server.SetResult(newAddress);

        /// <summary>Done when so many sends have been acknowledged.</summary>
        public Task Acknowledged(int count)
        {
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _milestones.Enqueue((count, reached));
            Announce();
            return reached.Task;
        }

        public async Task Send(string token, IEnumerable<string> clientIds)
        {
            using var http = new HttpClient();
            http.DefaultRequestHeaders.Authorization = new("Bearer", token);
            foreach (var clientId in clientIds)
            {
                long seq;
                while ((seq = await TrySend(http, clientId)) == 0)
                {
                    Interlocked.Increment(ref _repeats);
                }

                _acknowledgements.Enqueue((clientId, seq));
                Announce();
            }
        }

        /// <returns>The number it was given; 0 if there was no answer, or none that says so.</returns>
        private async Task<long> TrySend(HttpClient http, string clientId)
        {
            var server = await _server.Task;
            try
            {
                using var answer = await http.PostAsJsonAsync(new Uri(server, $"/api/v1/rooms/{Room}/messages"), new { clientId, text = $"I am {clientId}" });
                if ((int)answer.StatusCode >= 500)
                {
                    return 0;
                }

                Assert.True(answer.IsSuccessStatusCode, $"{clientId}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
                return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("seq").GetInt64();
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                await Task.Yield(); // the server is away, or will be said to be in a moment
                return 0;
            }
        }

        private void Announce()
        {
            foreach (var (count, reached) in _milestones)
            {
                if (_acknowledgements.Count >= count)
                {
                    reached.TrySetResult();
                }
            }
        }

        private static TaskCompletionSource<Uri> Back(Uri address)
        {
            var back = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
            back.SetResult(address);
            return back;
        }
    }
}
