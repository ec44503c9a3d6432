using System.CommandLine;
using System.Text.Json;

namespace Parley.Silo.Admin;

/// <summary><c>admin health</c>: asks a process whether it can do its work, for supervisors that run a command: images have no shell and no curl.</summary>
internal sealed class HealthCommand(Option<bool> json, TextWriter output, TextWriter errors)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5); // its own checks give up after 3 s, and then say which

    private readonly Argument<Uri> _server = new("URL")
    {
        Description = "Where it listens, e.g. http://127.0.0.1:8080.",
        CustomParser = result =>
        {
            if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            {
                return url;
            }

            result.AddError($"\"{result.Tokens[0].Value}\" is no address such as http://127.0.0.1:8080.");
            return null;
        },
    };

    public Command Build()
    {
        var command = new Command("health", "Ask a server or silo whether it is ready. Exit code 1 if it is not, 69 if it does not answer.") { _server };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = Patience };
            try
            {
                var place = parsed.GetRequiredValue(_server);
                using var answer = await http.GetAsync(new Uri($"{place.GetLeftPart(UriPartial.Path).TrimEnd('/')}/health/ready"), cancellation);
                var body = await answer.Content.ReadAsStringAsync(cancellation);
                await output.WriteLineAsync(parsed.GetValue(json) ? body : Sentence(body) ?? $"{place} answers {(int)answer.StatusCode}, and not as Parley does.");
                return answer.IsSuccessStatusCode && Sentence(body) is not null ? ExitCodes.Ok : ExitCodes.Refused;
            }
            catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                await errors.WriteLineAsync($"{parsed.GetRequiredValue(_server)} does not answer. Is it running, and is that its address?");
                return ExitCodes.Unavailable;
            }
        });
        return command;
    }

    /// <summary>Null: the body is not Parley's.</summary>
    private static string? Sentence(string body)
    {
        try
        {
            using var health = JsonDocument.Parse(body);
            var failing = health.RootElement.GetProperty("checks").EnumerateObject().Where(check => check.Value.GetString() != "ok").Select(check => $"{check.Name}: {check.Value.GetString()}");
            return string.Join('\n', [health.RootElement.GetProperty("status").GetString()!, .. failing]);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
