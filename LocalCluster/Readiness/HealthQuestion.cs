using System.Text.Json;

namespace Parley.LocalCluster.Readiness;

/// <summary>Asks /health/ready of silos and frontends, directly or through the proxy.</summary>
internal static class HealthQuestion
{
    // No pooling: an answer must come from the process that listens now, over a connection that it accepted.
    private static readonly HttpClient Http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero, UseProxy = false })
    {
        Timeout = TimeSpan.FromSeconds(5), // its own checks give up after 3 s, and then say which
    };

    /// <returns>Null: ready. Else why not.</returns>
    public static async Task<string?> AskAsync(Uri server, CancellationToken cancellation)
    {
        try
        {
            using var answer = await Http.GetAsync(new Uri(server, "/health/ready"), cancellation);
            return answer.IsSuccessStatusCode ? null : $"{(int)answer.StatusCode}{Failing(await answer.Content.ReadAsStringAsync(cancellation))}";
        }
        catch (HttpRequestException e)
        {
            return e.HttpRequestError == HttpRequestError.ConnectionError ? "does not listen" : $"does not answer ({e.HttpRequestError})";
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return $"no answer within {Http.Timeout.TotalSeconds:0} s";
        }
    }

    /// <summary>The parts that are not well, from the body <c>{"checks":{"grains":"ok",…}}</c>; nothing if it is another body.</summary>
    internal static string Failing(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var failing = json.RootElement.GetProperty("checks").EnumerateObject()
                .Where(check => check.Value.GetString() != "ok").Select(check => $"{check.Name}: {check.Value.GetString()?.TrimEnd('.')}");
            return $" ({string.Join("; ", failing)})";
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return ""; // the proxy's page, say
        }
    }
}
