using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Parley.Files;
using Parley.FileStores;
using Parley.Tests.Support;
using Parley.WebFrontend.Files;
using Xunit;

namespace Parley.Tests.Http.Files;

/// <summary>When files that nobody knows are looked for, and that a server does so by itself.</summary>
[Trait("Scope", "S24")]
public sealed class FileSweepTurnsTests
{
    private static readonly DateTimeOffset Midnight = new(2026, 5, 4, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("00:00:00", "1.00:00:00", false, "1.00:00:00")] // a turn is over: the next one, not this one again
    [InlineData("18:00:00", "1.00:00:00", false, "06:00:00")]
    [InlineData("23:59:59", "1.00:00:00", false, "00:00:01")]
    [InlineData("00:07:00", "00:10:00", false, "00:03:00")]
    [InlineData("18:00:00", "1.00:00:00", true, "01:00:00")] // of a server that is never up at midnight
    [InlineData("23:30:00", "1.00:00:00", true, "00:30:00")]
    public void The_next_turn_is_the_same_for_all_frontends_and_soon_after_a_start(string now, string every, bool isStart, string pause) =>
        Assert.Equal(Span(pause), FileSweepTurns.Pause(Midnight + Span(now), Span(every), isStart));

    [Fact]
    public async Task A_server_that_is_left_alone_finds_what_nobody_knows_erases_it_at_a_later_turn_and_counts_it()
    {
        var (folder, metrics) = (new TempFolder(), new Uri($"http://127.0.0.1:{LoopbackPort.Free()}/metrics"));
        await using var server = await TestServer.Start(folder, _ => { }, $"--Parley:Metrics:Port={metrics.Port}");
        using var measured = new Measured(server.Services.GetRequiredService<IMeterFactory>());

        // 1. A file of a message, and one of nobody; nothing was written to either for long.
        var ann = await server.SignedIn("ann");
        var room = await ann.NewRoom("sweep");
        var kept = await ann.Upload(room, "chart.txt", "chart");
        Assert.Equal(201, (await ann.Client.Post($"rooms/{room}/messages", new { clientId = "f", files = new[] { kept } })).Status);
        var (store, lost) = (server.Services.GetRequiredService<IFileStore>(), "f" + Guid.NewGuid().ToString("N"));
        await store.PutAsync(lost, new byte[10]);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(folder.Path, "files"), "f*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddDays(-2));
        }

        // 2. Nobody does anything but wait. It is found, and left.
        await Eventually.Is(() => Later(() => measured.Unknown == 1), "it is found");
        Assert.True(await Has(lost));

        // 3. Later it goes, and nothing else does.
        await Eventually.Is(() => Later(() => measured.Unknown == 0), "it is erased");
        Assert.Equal((false, true), (await Has(lost), await Has(kept)));
        using var http = new HttpClient();
        var said = await http.GetStringAsync(metrics, TestContext.Current.CancellationToken);
        Assert.Matches(@"(?m)^parley_files_swept_total(\{[^}]*\})? 1(\.0)?( \d+)?$", said);
        Assert.Matches(@"(?m)^parley_files_unknown(\{[^}]*\})? \d", said); // of all servers in this process: whose it is that is said is not known

        Task<bool> Later(Func<bool> isSo)
        {
            if (!isSo())
            {
                server.Clock.Pass(TimeSpan.FromHours(1));
            }

            return Task.FromResult(isSo());
        }

        async Task<bool> Has(string id)
        {
            await using var stream = await store.OpenReadAsync(id);
            return stream is not null;
        }
    }

    private static TimeSpan Span(string text) => TimeSpan.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>What one server says of files that nobody knows; <c>/metrics</c> adds all servers of a process together.</summary>
    private sealed class Measured : IDisposable
    {
        private readonly MeterListener _listener;
        private long _unknown;

        public Measured(IMeterFactory server)
        {
            _listener = new MeterListener
            {
                InstrumentPublished = (instrument, listener) =>
                {
                    if (instrument.Name == "parley.files.unknown" && ReferenceEquals(instrument.Meter.Scope, server))
                    {
                        listener.EnableMeasurementEvents(instrument);
                    }
                },
            };
            _listener.SetMeasurementEventCallback<long>((_, value, _, _) => _unknown = value);
            _listener.Start();
        }

        public long Unknown
        {
            get
            {
                _listener.RecordObservableInstruments();
                return _unknown;
            }
        }

        public void Dispose() => _listener.Dispose();
    }
}
