using System.Text.Json;
using Parley.Jobs;

namespace Parley.Rooms;

/// <summary>
/// A message that is to be said however long it takes: for whoever answers, delivers or forwards and must not lose it. Said once: its client id is the id of the job.
/// </summary>
/// <param name="Sender">User id.</param>
public sealed record PostMessage(string Room, string Sender, string Text, long? ReplyTo = null, long? Thread = null, Mentions? Mentions = null)
{
    public const string Kind = "post-message";

    /// <summary>The job that says it. Its result is <c>{"seq":…}</c>.</summary>
    /// <param name="id">Null: made by the queue. With one of one's own it may be enqueued again at will.</param>
    public NewJob ToJob(string? id = null) => new(Kind, JsonSerializer.Serialize(this, JsonSerializerOptions.Web)) { Id = id };

    /// <exception cref="JsonException">It is none.</exception>
    public static PostMessage Read(string payload) => JsonSerializer.Deserialize<PostMessage>(payload, JsonSerializerOptions.Web)!;

    /// <summary>Without the text.</summary>
    public override string ToString() => $"PostMessage({Room}, {Sender})";
}
