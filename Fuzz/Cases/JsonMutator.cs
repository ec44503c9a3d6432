using System.Text;
using System.Text.Json.Nodes;

namespace Parley.Fuzz.Cases;

/// <summary>Changes good JSON here and there; knows its form, so that what comes out gets past the first check.</summary>
internal static class JsonMutator
{
    /// <summary>Odd values stand in the tree as texts of this form until it is written: they need not be JSON.</summary>
    private const string Mark = "@@RAW";

    public static string Mutate(JsonNode good, Random random)
    {
        var raws = new List<string>();
        for (var changes = random.Next(0, 4); changes > 0; changes--)
        {
            Change(good, random, raws);
        }

        var text = new StringBuilder(good.ToJsonString());
        for (var i = 0; i < raws.Count; i++)
        {
            text.Replace($"\"{Mark}{i}@@\"", raws[i]);
        }

        return text.ToString();
    }

    private static void Change(JsonNode root, Random random, List<string> raws)
    {
        var containers = Containers(root).ToArray();
        var container = containers[random.Next(containers.Length)];
        raws.Add(OddValues.Any(random));
        var odd = JsonValue.Create($"{Mark}{raws.Count - 1}@@");
        if (container is JsonArray array)
        {
            ChangeArray(array, random, odd);
        }
        else if (container is JsonObject member)
        {
            ChangeObject(member, random, odd, raws);
        }
    }

    private static void ChangeArray(JsonArray array, Random random, JsonNode odd)
    {
        var at = array.Count == 0 ? 0 : random.Next(array.Count);
        switch (random.Next(5))
        {
            case 0 when array.Count > 0:
                array.RemoveAt(at);
                break;
            case 1:
                array.Insert(at, odd);
                break;
            case 2 when array.Count > 1:
                var moved = array[at];
                array.RemoveAt(at);
                array.Add(moved);
                break;
            default:
                if (array.Count == 0)
                {
                    array.Add(odd);
                }
                else
                {
                    array[at] = odd;
                }

                break;
        }
    }

    private static void ChangeObject(JsonObject member, Random random, JsonNode odd, List<string> raws)
    {
        var names = member.Select(pair => pair.Key).ToArray();
        var name = names.Length == 0 ? Grammar.Field(random) : names[random.Next(names.Length)];
        switch (random.Next(24))
        {
            case 0 or 4 or 5:
                member.Remove(name);
                break;
            case 1 or 6 or 7:
                member[Grammar.Field(random)] = odd;
                break;
            case 2 or 8 or 9 when names.Length > 0:
                var value = member[name];
                member.Remove(name);
                member[random.Next(2) == 0 ? name.ToUpperInvariant() : Grammar.Field(random)] = value;
                break;
            case 3:
                raws.Add($"0,\"{name}\":{OddValues.Any(random)}"); // the same name twice
                member[name] = JsonValue.Create($"{Mark}{raws.Count - 1}@@");
                break;
            default:
                member[name] = odd;
                break;
        }
    }

    private static IEnumerable<JsonNode> Containers(JsonNode node)
    {
        yield return node;
        var children = node switch
        {
            JsonObject member => member.Select(pair => pair.Value),
            JsonArray array => array,
            _ => [],
        };
        foreach (var child in children.Where(child => child is JsonObject or JsonArray).SelectMany(child => Containers(child!)))
        {
            yield return child;
        }
    }
}
