using System.ClientModel;
using System.ClientModel.Primitives;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using OpenAI;

namespace Parley.Grains.Assistant;

/// <summary>The model behind the assistant. The address is the operator's: it may well be on this machine.</summary>
internal sealed class AssistantModel(IOptions<AssistantOptions> options) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private IChatClient? _client; // made when it is first asked: most servers have none

    /// <summary>The answer, piece by piece. Throws what <see cref="IsFault"/> knows when there is none.</summary>
    public async IAsyncEnumerable<string> AnswerAsync(IReadOnlyList<ChatMessage> prompt, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var update in (_client ??= Connect()).GetStreamingResponseAsync(prompt, new ChatOptions { MaxOutputTokens = options.Value.MaxAnswerTokens }, cancellation))
        {
            if (update.Text is { Length: > 0 } text)
            {
                yield return text;
            }
        }
    }

    /// <summary>The model could not be reached, refused, or answered in a way that is none.</summary>
    public static bool IsFault(Exception e) => e is ClientResultException or HttpRequestException or IOException or JsonException or AggregateException or InvalidOperationException or FormatException;

    /// <summary>Status of the answer; null: there was none.</summary>
    public static int? Status(Exception e) => e is ClientResultException { Status: > 0 and var status } ? status : null;

    public void Dispose()
    {
        _client?.Dispose();
        _http.Dispose();
    }

    private IChatClient Connect() => new OpenAIClient(new ApiKeyCredential(options.Value.Key is { Length: > 0 } key ? key : "none"), new OpenAIClientOptions
    {
        Endpoint = new Uri(options.Value.Endpoint!),
        Transport = new HttpClientPipelineTransport(_http),
        RetryPolicy = new ClientRetryPolicy(maxRetries: 0), // the queue tries again
        NetworkTimeout = options.Value.Timeout + TimeSpan.FromMinutes(1), // who asks waits less
    }).GetChatClient(options.Value.Model!).AsIChatClient();
}
