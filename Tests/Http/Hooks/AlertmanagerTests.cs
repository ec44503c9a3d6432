using System.Diagnostics;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Hooks;

/// <summary>The real Alertmanager posts to incoming webhooks: in the form of Slack, as its own, and as Slack's with what people usually configure.</summary>
[Trait("Scope", "S18")]
public sealed class AlertmanagerTests(HooksServer fixture) : IClassFixture<HooksServer>
{
    private static readonly string? Program = new[] { "/usr/bin/prometheus-alertmanager", "/usr/local/bin/alertmanager" }.FirstOrDefault(File.Exists);

    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task An_alert_is_said_once_for_each_receiver_and_so_is_its_end()
    {
        Assert.SkipWhen(Program is null, "prometheus-alertmanager is not installed.");
        var ann = await _server.SignedIn("am-" + Guid.NewGuid().ToString("N")[..12]);
        var room = await ann.NewRoom();
        var hook = (await ann.Client.Post($"rooms/{room}/hooks", new { name = "Alerts" }))["url"]!;
        using var folder = new TempFolder();
        var port = LoopbackPort.Free();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "alertmanager.yml"), Configuration(hook), TestContext.Current.CancellationToken);
        using var process = Start(folder.Path, port);
        try
        {
            var manager = new TestClient(new Uri($"http://127.0.0.1:{port}"));
            await Eventually.Is(async () => await IsReady(manager), "the Alertmanager is ready");

            var alert = new { labels = new { alertname = "InstanceDown", instance = "db_1:9100", severity = "critical" }, annotations = new { summary = "db is *down* & out" }, generatorURL = "http://prometheus.example/graph" };
            Assert.Equal(200, (await manager.Post("/api/v2/alerts", new[] { alert })).Status);
            await Eventually.Is(async () => (await Texts(ann, room)).Count == 3, "each receiver has said it");
            var now = DateTimeOffset.UtcNow;
            Assert.Equal(200, (await manager.Post("/api/v2/alerts", new[] { new { alert.labels, alert.annotations, alert.generatorURL, startsAt = now.AddMinutes(-5), endsAt = now.AddSeconds(-1) } })).Status);
            await Eventually.Is(async () => (await Texts(ann, room)).Count == 6, "each receiver has said that it is over");

            var texts = await Texts(ann, room);
            Assert.Contains(texts, text => text.Contains("> 🔴 **[(FIRING:1) InstanceDown (db_1:9100 critical)](http", StringComparison.Ordinal));
            Assert.Contains(texts, text => text.Contains("> 🟢 **[(RESOLVED) InstanceDown (db_1:9100 critical)](http", StringComparison.Ordinal));
            Assert.Contains(texts, text => text.Contains("**Severity**: critical · **Instance**: db_1:9100", StringComparison.Ordinal) && text.Contains("db is **down** & out", StringComparison.Ordinal));
            Assert.Contains(texts, text => text.StartsWith("**[FIRING: 1 InstanceDown](", StringComparison.Ordinal));
            Assert.Contains(texts, text => text.StartsWith("**[RESOLVED InstanceDown](", StringComparison.Ordinal));
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static Process Start(string folder, int port) => Process.Start(new ProcessStartInfo(Program!)
    {
        ArgumentList = { $"--config.file={folder}/alertmanager.yml", $"--storage.path={folder}/data", $"--web.listen-address=127.0.0.1:{port}", "--cluster.listen-address=", "--log.level=error" },
        RedirectStandardError = true,
    })!;

    private static async Task<bool> IsReady(TestClient manager)
    {
        try
        {
            return (await manager.Get("/-/ready")).Status == 200;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static string Configuration(string hook) => $$$"""
        route: { receiver: all, group_by: [alertname], group_wait: 0s, group_interval: 1s, repeat_interval: 1h }
        receivers:
        - name: all
          slack_configs:
          - { api_url: '{{{hook}}}', channel: '#alerts', send_resolved: true }
          - api_url: '{{{hook}}}'
            channel: '#alerts'
            send_resolved: true
            title: '{{ .CommonLabels.alertname }} is {{ .Status }}'
            text: '{{ range .Alerts }}{{ .Annotations.summary }}{{ end }}'
            fields:
            - { title: Severity, value: '{{ .CommonLabels.severity }}', short: true }
            - { title: Instance, value: '{{ .CommonLabels.instance }}', short: true }
          webhook_configs:
          - { url: '{{{hook}}}/alertmanager', send_resolved: true }
        """;

    private static async Task<IReadOnlyList<string>> Texts(TestUser user, string room) =>
        [.. (await user.Client.Get($"rooms/{room}/messages")).Json.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("text").GetString()!)];
}
