using System.Text;
using Parley.Benchmarks.Peers;

namespace Parley.Tests.Benchmarks.Peers;

/// <summary>What a dialect made of frames, as lines in order.</summary>
internal sealed class Heard : IFrameReceiver
{
    public List<string> Lines { get; } = [];

    public void Ready() => Lines.Add("ready");

    public void Joined() => Lines.Add("joined");

    public void Delivered(in LoadText text, long seq) => Lines.Add($"delivered {text.Room}/{text.Sender}/{text.Number} at {text.Intended}");

    public void Acknowledged(long tag) => Lines.Add($"acknowledged {tag}");

    public void Reply(ReadOnlySpan<byte> message) => Lines.Add($"reply {Encoding.UTF8.GetString(message)}");

    public void Failed(string sentence) => Lines.Add($"failed {sentence}");
}
