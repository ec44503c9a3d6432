using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Parley.Tests.Http.Assistant;

/// <summary>Speaks the protocol of chat completions over a real connection: server-sent events in chunks, each when a test says so.</summary>
public sealed class ModelServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Question> _asked = new();
    private readonly Channel<Question> _arrived = Channel.CreateUnbounded<Question>();

    private ModelServer(WebApplication app) => _app = app;

    /// <summary>What is answered in the place of a stream; null: a stream.</summary>
    public int? Status { get; set; }

    public string Endpoint => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/v1";

    public int Count => _asked.Count;

    public static async Task<ModelServer> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var server = new ModelServer(app);
        app.Urls.Add("http://127.0.0.1:0");
        app.MapPost("/v1/chat/completions", server.Complete);
        await app.StartAsync();
        return server;
    }

    /// <summary>The next question that comes.</summary>
    public async Task<Question> Next() => await _arrived.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));

    public async ValueTask DisposeAsync()
    {
        foreach (var question in _asked)
        {
            question.End();
        }

        await _app.DisposeAsync();
    }

    private async Task Complete(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var question = new Question(body.RootElement.Clone(), context.Request.Headers.Authorization.ToString());
        _asked.Enqueue(question);
        _arrived.Writer.TryWrite(question);
        if (Status is { } status)
        {
            context.Response.StatusCode = status;
            await context.Response.WriteAsJsonAsync(new { error = new { message = "no", type = "server_error" } }, context.RequestAborted);
            return;
        }

        context.Response.ContentType = "text/event-stream";
        await context.Response.Body.FlushAsync(context.RequestAborted);
        try
        {
            await foreach (var piece in question.Pieces.ReadAllAsync(context.RequestAborted))
            {
                await Write(context, new { role = "assistant", content = piece }, null);
            }

            await Write(context, new { }, "stop");
            await context.Response.WriteAsync("data: [DONE]\n\n", context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            question.Abandoned.TrySetResult();
        }
    }

    private static async Task Write(HttpContext context, object delta, string? finish)
    {
        var chunk = new { id = "c1", @object = "chat.completion.chunk", created = 1_700_000_000, model = "small", choices = new[] { new { index = 0, delta, finish_reason = finish } } };
        await context.Response.WriteAsync($"data: {JsonSerializer.Serialize(chunk)}\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    /// <summary>One request, and what is answered to it.</summary>
    public sealed class Question(JsonElement body, string authorization)
    {
        private readonly Channel<string> _pieces = Channel.CreateUnbounded<string>();

        public JsonElement Body => body;

        public string Authorization => authorization;

        public ChannelReader<string> Pieces => _pieces.Reader;

        /// <summary>Whoever asked has gone.</summary>
        public TaskCompletionSource Abandoned { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Role and text of each message that the model was given.</summary>
        public IReadOnlyList<(string Role, string Text)> Messages =>
            [.. body.GetProperty("messages").EnumerateArray().Select(message => (message.GetProperty("role").GetString()!, Text(message.GetProperty("content"))))];

        public Question Say(string piece)
        {
            _pieces.Writer.TryWrite(piece);
            return this;
        }

        public void End() => _pieces.Writer.TryComplete();

        private static string Text(JsonElement content) => content.ValueKind == JsonValueKind.String
            ? content.GetString()!
            : string.Concat(content.EnumerateArray().Select(part => part.GetProperty("text").GetString()));
    }
}
