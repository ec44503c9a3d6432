using System.Globalization;
using System.Text.Json;
using Parley.Jobs;

namespace Parley.Grains.Assistant;

/// <summary>A message that mentions the assistant.</summary>
/// <param name="Seq">Number of the message.</param>
internal sealed record AssistantQuestion(string Room, long Seq)
{
    /// <summary>Name of the queue.</summary>
    public const string Kind = "assistant";

    /// <summary>Client id of the answer: the room takes it once, however often the question is worked on.</summary>
    public string ClientId => "ai-" + Seq.ToString(CultureInfo.InvariantCulture);

    /// <summary>The same question is one job.</summary>
    public NewJob ToJob() => new(Kind, JsonSerializer.Serialize(this))
    {
        Id = $"{Kind}-{Room}-{Seq.ToString(CultureInfo.InvariantCulture)}",
        Priority = JobPriority.High,
        Retry = new JobRetry(4, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30)),
    };

    /// <exception cref="JsonException">It is none.</exception>
    public static AssistantQuestion Read(string payload) => JsonSerializer.Deserialize<AssistantQuestion>(payload)!;
}
