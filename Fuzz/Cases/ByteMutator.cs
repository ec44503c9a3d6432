namespace Parley.Fuzz.Cases;

/// <summary>Changes bytes without knowing what they mean.</summary>
internal static class ByteMutator
{
    private const int MaxLength = 70_000; // a little more than the longest frame

    private static readonly byte[] Odd = [0x00, 0x01, 0x1E, 0x22, 0x5C, 0x7F, 0x80, 0xC0, 0xC1, 0xD9, 0xDC, 0xDD, 0xDE, 0xDF, 0xED, 0xF4, 0xFE, 0xFF];

    public static byte[] Mutate(byte[] good, Random random)
    {
        var bytes = new List<byte>(good);
        for (var changes = random.Next(1, 5); changes > 0; changes--)
        {
            var at = bytes.Count == 0 ? 0 : random.Next(bytes.Count);
            switch (random.Next(8))
            {
                case 0 when bytes.Count > 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1 when bytes.Count > 0:
                    bytes[at] = Odd[random.Next(Odd.Length)];
                    break;
                case 2:
                    bytes.Insert(at, Odd[random.Next(Odd.Length)]);
                    break;
                case 3 when bytes.Count > 0:
                    bytes.RemoveRange(at, Math.Min(bytes.Count - at, random.Next(1, 9)));
                    break;
                case 4 when bytes.Count > 0:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 5 when bytes.Count > 0:
                    var part = bytes.GetRange(at, Math.Min(bytes.Count - at, random.Next(1, 64)));
                    for (var times = random.Next(1, 20); times > 0 && bytes.Count < MaxLength; times--)
                    {
                        bytes.InsertRange(at, part);
                    }

                    break;
                case 6:
                    bytes.InsertRange(at, Enumerable.Range(0, random.Next(1, 12)).Select(_ => (byte)random.Next(256)));
                    break;
                default:
                    bytes.AddRange(Enumerable.Repeat(Odd[random.Next(Odd.Length)], random.Next(100) == 0 ? MaxLength : random.Next(1, 40)));
                    break;
            }
        }

        return [.. bytes];
    }
}
