namespace Streaming.Events.Time;

/// <summary>Points in time as text, and the calendar. Years 1 to 9999; no leap seconds.</summary>
public static class IsoTime
{
    /// <summary>0001-01-01T00:00:00Z.</summary>
    public static Timestamp First => new(MinMicroseconds);

    /// <summary>9999-12-31T23:59:59.999999Z.</summary>
    public static Timestamp Last => new(MaxMicroseconds);

    internal const long MinMicroseconds = -62_135_596_800_000_000;
    internal const long MaxMicroseconds = 253_402_300_799_999_999;

    /// <summary>Bytes that <see cref="Format(Timestamp, Span{byte})"/> may need.</summary>
    public const int MaxFormatted = 27;

    const long Second = 1_000_000;
    const long Day = 86_400 * Second;

    /// <summary>
    /// ISO 8601: <c>2018-06-11T00:00:24</c>, with a space for the T, fractions (cut after microseconds), <c>Z</c> or an
    /// offset (<c>+02:00</c>, <c>+0200</c>, <c>+02</c>); without one it is UTC. A date alone is its midnight.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out Timestamp time)
    {
        time = default;
        if (text.Length < 10 || text[4] != '-' || text[7] != '-')
            return false;
        if (!Digits(text[..4], out var year) || !Digits(text[5..7], out var month) || !Digits(text[8..10], out var day))
            return false;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return false;
        var days = DaysFromCivil(year, month, day);
        long ofDay = 0;
        if (text.Length > 10 && !TryParseTime(text[10..], out ofDay))
            return false;
        time = new Timestamp((days * Day) + ofDay);
        return time.IsInCalendar;
    }

    /// <summary>
    /// <c>2018-06-11T00:00:24Z</c>, with three or six decimals where there is a fraction. Returns the number of bytes.
    /// </summary>
    public static int Format(Timestamp time, Span<byte> destination)
    {
        var microseconds = Math.Clamp(time.Micros, MinMicroseconds, MaxMicroseconds);
        var days = FloorDivide(microseconds, Day);
        var ofDay = microseconds - (days * Day);
        var (year, month, day) = CivilFromDays(days);
        Write(destination, 0, 4, year);
        destination[4] = (byte)'-';
        Write(destination, 5, 2, month);
        destination[7] = (byte)'-';
        Write(destination, 8, 2, day);
        destination[10] = (byte)'T';
        var seconds = (int)(ofDay / Second);
        Write(destination, 11, 2, seconds / 3600);
        destination[13] = (byte)':';
        Write(destination, 14, 2, seconds / 60 % 60);
        destination[16] = (byte)':';
        Write(destination, 17, 2, seconds % 60);
        var length = 19 + WriteFraction(destination, (int)(ofDay % Second));
        destination[length] = (byte)'Z';
        return length + 1;
    }

    /// <summary>ISO 8601 in UTC, with as many digits of a second as are needed.</summary>
    public static string Format(Timestamp time)
    {
        Span<byte> buffer = stackalloc byte[MaxFormatted];
        return System.Text.Encoding.ASCII.GetString(buffer[..Format(time, buffer)]);
    }

    /// <summary>Quotient rounded down, also for times before 1970.</summary>
    public static long FloorDivide(long value, long divisor)
    {
        var quotient = value / divisor;
        return value % divisor < 0 ? quotient - 1 : quotient;
    }

    /// <summary>Year, month and day of a day counted from 1970-01-01 (proleptic Gregorian calendar).</summary>
    public static (int Year, int Month, int Day) CivilFromDays(long days)
    {
        // Counted from 1 March of year 0, so that the leap day is the last day of a year of 400-year cycles.
        var shifted = days + 719_468;
        var era = FloorDivide(shifted, 146_097);
        var ofEra = (int)(shifted - (era * 146_097));
        var yearOfEra = (ofEra - (ofEra / 1460) + (ofEra / 36_524) - (ofEra / 146_096)) / 365;
        var ofYear = ofEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        var marchMonth = ((5 * ofYear) + 2) / 153;
        var day = ofYear - (((153 * marchMonth) + 2) / 5) + 1;
        var month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
        var year = (int)(yearOfEra + (era * 400)) + (month <= 2 ? 1 : 0);
        return (year, month, day);
    }

    static long DaysFromCivil(int year, int month, int day)
    {
        var y = month <= 2 ? year - 1 : year;
        var era = (y >= 0 ? y : y - 399) / 400;
        var yearOfEra = y - (era * 400);
        var ofYear = (((153 * (month > 2 ? month - 3 : month + 9)) + 2) / 5) + day - 1;
        var ofEra = (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + ofYear;
        return ((long)era * 146_097) + ofEra - 719_468;
    }

    static bool TryParseTime(ReadOnlySpan<byte> text, out long microseconds)
    {
        microseconds = 0;
        if (text.Length < 6 || (text[0] | 0x20) is not ('t' or ' ') || text[3] != ':')
            return false;
        if (!Digits(text[1..3], out var hour) || !Digits(text[4..6], out var minute) || hour > 23 || minute > 59)
            return false;
        var rest = text[6..];
        var second = 0;
        long fraction = 0;
        if (rest.Length > 0 && rest[0] == ':')
        {
            if (rest.Length < 3 || !Digits(rest[1..3], out second) || second > 59)
                return false;
            rest = rest[3..];
            if (rest.Length > 0 && rest[0] is (byte)'.' or (byte)',' && !TryParseFraction(ref rest, out fraction))
                return false;
        }
        if (!TryParseOffset(rest, out var offsetMinutes))
            return false;
        microseconds = ((((hour * 60) + minute - offsetMinutes) * 60L) + second) * Second + fraction;
        return true;
    }

    static bool TryParseFraction(ref ReadOnlySpan<byte> rest, out long microseconds)
    {
        microseconds = 0;
        var digits = 0;
        while (digits + 1 < rest.Length && char.IsAsciiDigit((char)rest[digits + 1]))
            digits++;
        if (digits is 0 or > 9)
            return false;
        for (var i = 1; i <= 6; i++)
            microseconds = (microseconds * 10) + (i <= digits ? rest[i] - '0' : 0);
        rest = rest[(digits + 1)..];
        return true;
    }

    static bool TryParseOffset(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text.IsEmpty || (text.Length == 1 && (text[0] | 0x20) == 'z'))
            return true;
        if (text[0] is not ((byte)'+' or (byte)'-') || text.Length < 3 || !Digits(text[1..3], out var hours))
            return false;
        var rest = text[3..];
        var part = 0;
        if (!rest.IsEmpty)
        {
            rest = rest[0] == ':' ? rest[1..] : rest;
            if (rest.Length != 2 || !Digits(rest, out part))
                return false;
        }
        minutes = ((hours * 60) + part) * (text[0] == '-' ? -1 : 1);
        return hours <= 18 && part <= 59;
    }

    static bool Digits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var c in text)
        {
            var digit = c - '0';
            if ((uint)digit > 9)
                return false;
            value = (value * 10) + digit;
        }
        return true;
    }

    static int WriteFraction(Span<byte> destination, int microseconds)
    {
        if (microseconds == 0)
            return 0;
        destination[19] = (byte)'.';
        var digits = microseconds % 1000 == 0 ? 3 : 6;
        Write(destination, 20, digits, digits == 3 ? microseconds / 1000 : microseconds);
        return digits + 1;
    }

    static void Write(Span<byte> destination, int at, int digits, int value)
    {
        for (var i = at + digits - 1; i >= at; i--)
        {
            destination[i] = (byte)('0' + (value % 10));
            value /= 10;
        }
    }
}
