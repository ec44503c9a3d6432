using System.Diagnostics;
using System.Text.Json;
using Parley.LocalCluster;
using Parley.Tests.Docs;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Processes.Bots;

/// <summary>The examples of both client libraries, as their READMEs have one start them, against a cluster whose frontend is killed.</summary>
[Collection(ProcessTests.Name)]
[Trait("Scope", "S9")]
public sealed class EchoBotsTests
{
    private const int Questions = 60;
    private const int KilledAfter = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Both_echo_bots_answer_each_question_once_although_their_frontend_is_killed()
    {
        Assert.SkipWhen(ParleyCluster.Missing.Count > 0, string.Join(' ', ParleyCluster.Missing));
        var cancellation = TestContext.Current.CancellationToken;
        await using var cluster = await ParleyCluster.StartAsync(
            new LocalClusterOptions { Silos = 1, Frontends = 2, WithProxy = false, Settings = new LocalClusterOptions().Settings.Add("Parley__Throttling__Enabled", "false") }, cancellation);
        var (doomed, other) = (cluster.Frontends[0], cluster.Frontends[1]);
        var nobody = new TestClient(other.Url);
        await Eventually.Is(async () => (await nobody.Post("users", new { userName = "asker", password = "correct horse 1" })).Status is 201 or 409, "a cluster that has just started signs somebody up", Patience);
        var asker = nobody.WithToken((await nobody.Post("sessions", new { userName = "asker", password = "correct horse 1" }))["accessToken"]!);
        await Node("node_modules/.bin/tsc", "-p", "clients/typescript/tsconfig.build.json");

        var bots = new[]
        {
            await Bot.Start("dotnet", $"clients/dotnet/examples/Echo/bin/{Configuration}/net10.0/Parley.Echo.dll", asker, doomed.Url),
            await Bot.Start("node", "clients/typescript/examples/echo.mjs", asker, doomed.Url),
        };
        try
        {
            var first = new long[bots.Length];
            for (var i = 0; i < Questions; i++)
            {
                if (i == KilledAfter)
                {
                    await doomed.KillAsync();
                }

                for (var at = 0; at < bots.Length; at++)
                {
                    var asked = await asker.Post($"rooms/{bots[at].Room}/messages", new { clientId = $"q{i}", text = $"question {i}" });
                    Assert.True(asked.Status == 201, asked.Body);
                    first[at] = i == 0 ? asked.Json.Seq() : first[at];
                }

                if (i == 2 * KilledAfter)
                {
                    await doomed.StartAsync(cancellation);
                }
            }

            for (var at = 0; at < bots.Length; at++)
            {
                var bot = bots[at];
                var began = first[at];
                await Eventually.Is(
                    async () => (await bot.Answers(asker, began)).Count(answer => answer.Text("text")!.Contains("question", StringComparison.Ordinal)) >= Questions || bot.HasEnded, $"{bot.Name} answers", Patience);
                var answers = await bot.Answers(asker, began);
                Assert.False(bot.HasEnded, bot.Output);
                Assert.Equal(Enumerable.Range(0, Questions).Select(i => $"You said: question {i}"), answers.Select(answer => answer.Text("text")!));
            }

            await WhatOneFrontendRevokesTheOtherCloses(asker, bots[0].Id, doomed.Url);
        }
        finally
        {
            foreach (var bot in bots)
            {
                bot.Dispose();
            }
        }
    }

    /// <summary>Here because two frontends are running.</summary>
    private static async Task WhatOneFrontendRevokesTheOtherCloses(TestClient asker, string bot, Uri other)
    {
        var made = await asker.Post($"bots/{bot}/tokens", new { name = "to be revoked" });
        await using var raw = await RawWebSocketClient.Connect(other);
        await raw.Send(new { type = "auth", token = made["token"] });
        await raw.Expect("ready");

        Assert.Equal(204, (await asker.Delete($"bots/{bot}/tokens/{made["id"]}")).Status);

        Assert.Equal(4401, await raw.CloseCode());
        Assert.Equal(401, (await new TestClient(other).WithToken(made["token"]!).Get("me")).Status);
    }

    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Parent!.Name;

    private static async Task Node(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("node", arguments) { WorkingDirectory = GeneratedDoc.Root })!;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
    }

    private sealed class Bot : IDisposable
    {
        private readonly Process _process;
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> _lines = [];

        private Bot(string name, string room, string id, Process process)
        {
            (Name, Room, Id, _process) = (name, room, id, process);
            process.OutputDataReceived += (_, line) => _lines.Enqueue(line.Data ?? "");
            process.ErrorDataReceived += (_, line) => _lines.Enqueue(line.Data ?? "");
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
        }

        public string Name { get; }

        public string Room { get; }

        public string Id { get; }

        public bool HasEnded => _process.HasExited;

        public string Output => string.Join('\n', _lines);

        /// <summary>Makes a bot, a token and a room, and starts the program; returns when it has answered for the first time.</summary>
        public static async Task<Bot> Start(string name, string program, TestClient asker, Uri server)
        {
            var user = await asker.Post("bots", new { userName = $"echo-{name}" });
            var token = (await asker.Post($"bots/{user["id"]}/tokens", new { name = "test" }))["token"]!;
            var room = (await asker.Post("rooms", new { name = $"echo-{name}", visibility = "public" }))["id"]!;
            var start = new ProcessStartInfo(name, [program, room]) { WorkingDirectory = GeneratedDoc.Root, RedirectStandardOutput = true, RedirectStandardError = true };
            (start.Environment["PARLEY_URL"], start.Environment["PARLEY_TOKEN"]) = (server.ToString(), token);
            var bot = new Bot(name, room, user["id"]!, Process.Start(start)!);
            var tries = 0;
            await Eventually.Is(
                async () =>
                {
                    Assert.False(bot.HasEnded, bot.Output);
                    await asker.Post($"rooms/{room}/messages", new { clientId = $"hello{tries++}", text = "hello" });
                    return (await bot.Answers(asker, 0)).Length > 0;
                },
                $"{name} has begun", Patience);
            return bot;
        }

        /// <summary>What the bot has said to questions from that number on.</summary>
        public async Task<JsonElement[]> Answers(TestClient asker, long from)
        {
            var page = await asker.Get($"rooms/{Room}/events?after=0&limit=1000");
            return [.. page.Json.GetProperty("events").EnumerateArray().Where(e => e.Text("kind") == "messagePosted" && e.Text("sender") == Id && e.GetProperty("replyTo").GetInt64() >= from)];
        }

        public void Dispose()
        {
            _process.Kill(); // harmless if it has ended
            _process.WaitForExit();
            _process.Dispose();
        }
    }
}
