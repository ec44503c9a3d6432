using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Parley.Silo.Embedded;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Telemetry;

[Collection(ProcessTests.Name)]
public sealed partial class MetricsTests(MetricsServerFixture fixture, ServerFixture other) : IClassFixture<MetricsServerFixture>, IClassFixture<ServerFixture>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static readonly string Deploy = Path.Combine(SourceTree.Root!, "deploy");

    [Fact]
    public async Task Every_metric_of_the_dashboard_and_the_alerts_is_one_that_the_server_has()
    {
        await Talk();
        await Eventually.Is(async () => (await fixture.Read()).Contains("parley_store_duration_seconds_bucket", StringComparison.Ordinal), "stores were looked at");
        var served = Line().Matches(await fixture.Read()).Select(match => match.Groups["name"].Value).ToHashSet();
        var named = new[] { "grafana/parley.json", "prometheus/alerts.yml" }.SelectMany(file => Named(File.ReadAllText(Path.Combine(Deploy, file)))).ToHashSet();

        Assert.True(named.Count > 20, "Few are named.");
        Assert.Superset(new HashSet<string> { "parley_fanout_duration_seconds_bucket", "parley_queue_bytes", "parley_queue_waiting", "parley_queue_fullest" }, named);
        Assert.Empty(named.Except(served));
    }

    [Fact]
    public async Task A_slow_send_leads_to_its_trace()
    {
        await Talk();

        var text = await fixture.Read("application/openmetrics-text; version=1.0.0");

        Assert.Matches(@"parley_send_duration_seconds_bucket\{.*\} \d+ # \{.*trace_id=""[0-9a-f]{32}"".*\}", text);
    }

    [Fact]
    public async Task The_real_Prometheus_takes_the_rules_and_answers_from_what_it_has_scraped()
    {
        await Talk();
        using var folder = new TempFolder();
        File.Copy(Path.Combine(Deploy, "prometheus", "alerts.yml"), Path.Combine(folder.Path, "alerts.yml"));
        var target = fixture.Metrics.Authority;
        var config = File.ReadAllText(Path.Combine(Deploy, "prometheus", "prometheus.yml"));
        Assert.Contains("127.0.0.1:9464", config, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "prometheus.yml"), config.Replace("127.0.0.1:9464", target, StringComparison.Ordinal).Replace("15s", "1s", StringComparison.Ordinal), Stop);
        using (var check = Process.Start(new ProcessStartInfo("promtool", ["check", "rules", Path.Combine(folder.Path, "alerts.yml")]) { RedirectStandardOutput = true, RedirectStandardError = true })!)
        {
            await check.WaitForExitAsync(Stop);
            Assert.True(check.ExitCode == 0, await check.StandardError.ReadToEndAsync(Stop));
        }

        var port = MetricsServerFixture.FreePort();
        using var prometheus = Process.Start(new ProcessStartInfo(
            "prometheus",
            [$"--config.file={folder.Path}/prometheus.yml", $"--storage.tsdb.path={folder.Path}/data", $"--web.listen-address=127.0.0.1:{port}", "--log.level=error", "--enable-feature=exemplar-storage"])
            { RedirectStandardError = true, RedirectStandardOutput = true })!;
        try
        {
            using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            await Eventually.Is(async () => await Value(http, "sum(parley_append_events_total)") >= 3, "what was sent has been scraped", TimeSpan.FromSeconds(60));
            Assert.Equal(1, await Value(http, "up{job=\"parley\"}"));
            var rules = (await http.GetFromJsonAsync<JsonElement>("/api/v1/rules", Stop)).GetProperty("data").GetProperty("groups").EnumerateArray().Single().GetProperty("rules").EnumerateArray().ToArray();
            Assert.True(rules.Length >= 10);
        }
        finally
        {
            prometheus.Kill();
            await prometheus.WaitForExitAsync(Stop);
        }
    }

    [Fact]
    public async Task One_trace_goes_from_the_request_through_the_grain_to_the_commit()
    {
        Assert.Equal(200, (await new TestClient(fixture.Server.Address).Get("/health/ready")).Status);
        await Talk();

        await Eventually.Is(
            () =>
            {
                var all = fixture.Traces.SelectMany(Spans).ToArray();
                var sent = all.Where(span => span.Name.StartsWith("POST", StringComparison.Ordinal) && span.Name.Contains("messages", StringComparison.Ordinal)).Select(span => span.Trace);
                return Task.FromResult(sent.Any(trace => all.Where(span => span.Trace == trace).Select(span => span.Name).ToHashSet() is var names
                    && names.Contains("append") && names.Contains("commit") && names.Any(name => !name.StartsWith("POST", StringComparison.Ordinal) && name.Contains("room", StringComparison.OrdinalIgnoreCase))));
            },
            "a trace has request, call of the room, append and commit", TimeSpan.FromSeconds(20));
        Assert.DoesNotContain(fixture.Traces.SelectMany(Spans), span => span.Name.Contains("health", StringComparison.OrdinalIgnoreCase)); // probes say nothing
        Assert.DoesNotContain(fixture.Traces, body => Encoding.Latin1.GetString(body).Contains("under the oak", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Metrics_are_not_on_the_public_port_and_without_settings_there_are_none()
    {
        Assert.Equal(404, (await new TestClient(fixture.Server.Address).Get("/metrics")).Status);
        Assert.Equal("127.0.0.1", fixture.Metrics.Host);
        Assert.Null(other.Server.Services.GetService<MeterProvider>());
        Assert.Null(other.Server.Services.GetService<TracerProvider>());
    }

    private async Task Talk()
    {
        var stranger = new TestClient(fixture.Server.Address);
        var who = new { userName = "ann-" + Guid.NewGuid().ToString("N")[..8], password = "tell-nobody-this" };
        await stranger.Post("users", who);
        var token = (await stranger.Post("sessions", who))["accessToken"]!;
        var ann = stranger.WithToken(token);
        var room = (await ann.Post("rooms", new { name = "oak-" + Guid.NewGuid().ToString("N")[..8], visibility = "public" }))["id"];
        await using var reader = await RawWebSocketClient.Connect(fixture.Server.Address, $"/api/v1/ws?access_token={token}");
        Assert.Equal(101, reader.Status);
        await reader.Expect("ready");
        await reader.Send(new { type = "subscribe", id = 1, room });
        await reader.Expect("subscribed"); // from here on each event goes out to it, which is what the fan-out counts
        for (var i = 0; i < 3; i++)
        {
            var sent = await ann.Post($"rooms/{room}/messages", new { clientId = $"c{i}", text = "meet me under the oak" });
            Assert.Equal(201, sent.Status);
            await reader.Expect("events");
        }
    }

    private static async Task<double> Value(HttpClient http, string query)
    {
        try
        {
            var answer = await http.GetFromJsonAsync<JsonElement>($"/api/v1/query?query={Uri.EscapeDataString(query)}", Stop);
            return answer.GetProperty("data").GetProperty("result").EnumerateArray().Select(one => double.Parse(one.GetProperty("value")[1].GetString()!, CultureInfo.InvariantCulture)).FirstOrDefault(double.NaN);
        }
        catch (HttpRequestException)
        {
            return double.NaN; // it does not listen yet
        }
    }

    private static IEnumerable<string> Named(string text) => Metric().Matches(text).Select(match => match.Value);

    /// <summary>Spans of an export: ResourceSpans (1) / ScopeSpans (2) / Span (2) / trace id (1), name (5).</summary>
    private static IEnumerable<(string Trace, string Name)> Spans(byte[] export) =>
        from resource in Fields(export, 1)
        from scope in Fields(resource, 2)
        from span in Fields(scope, 2)
        select (Convert.ToHexString(Fields(span, 1).Single()), Encoding.UTF8.GetString(Fields(span, 5).Single()));

    /// <summary>Fields of that number in a message of protocol buffers that have a length.</summary>
    private static List<byte[]> Fields(byte[] message, int number)
    {
        var found = new List<byte[]>();
        for (var at = 0; at < message.Length;)
        {
            var tag = Varint(message, ref at);
            switch (tag & 7)
            {
                case 0:
                    Varint(message, ref at);
                    break;
                case 1:
                    at += 8;
                    break;
                case 5:
                    at += 4;
                    break;
                default:
                    var length = (int)Varint(message, ref at);
                    if (tag >> 3 == (ulong)number)
                    {
                        found.Add(message[at..(at + length)]);
                    }

                    at += length;
                    break;
            }
        }

        return found;
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = message[at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }

    [GeneratedRegex(@"\b(parley|orleans|dotnet|http|kestrel)_[a-z0-9_]+(_total|_bucket|_count|_sum|_bytes|_batches|_fullest|active|waiting|letters|activations)\b", RegexOptions.ExplicitCapture)]
    private static partial Regex Metric();

    [GeneratedRegex(@"^(?<name>[a-z_0-9]+)[{ ]", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Line();
}
