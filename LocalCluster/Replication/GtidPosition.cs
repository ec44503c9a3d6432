using System.Globalization;

namespace Parley.LocalCluster.Replication;

/// <summary>How far a MariaDB server is, by its global transaction ids: <c>DOMAIN-SERVER-NUMBER</c> for each domain, with commas between. Pure.</summary>
internal static class GtidPosition
{
    /// <summary>The number of the last transaction of domain 0, which is the only one of a group with one primary; 0: none yet.</summary>
    /// <exception cref="FormatException">It is no position.</exception>
    public static long Number(string position)
    {
        foreach (var part in position.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var fields = part.Split('-');
            if (fields.Length != 3)
            {
                throw new FormatException($"\"{position}\" is no position.");
            }

            if (fields[0] == "0")
            {
                return long.Parse(fields[2], CultureInfo.InvariantCulture);
            }
        }

        return 0;
    }
}
