"""What the kinds of names in a network spec are called."""

NAMES = {
    "asset": ("thiết bị", "asset"),
    "equipment": ("nhóm thiết bị của mẫu", "equipment of the template"),
    "line": ("đường truyền của mẫu", "line of the template"),
    "link": ("đường truyền", "link"),
    "service": ("dịch vụ", "service"),
    "part": ("phần dùng chung", "part"),
    "org": ("tổ chức", "organisation"),
    "segment": ("vùng mạng", "segment"),
    "system": ("hệ thống thông tin", "information system"),
    "template": ("mẫu điểm", "template"),
    "device": ("loại thiết bị", "device"),
    "town": ("thị trấn", "town"),
    "per_town": ("nhóm điểm theo thị trấn", "per_town group"),
    "site": ("điểm", "site"),
    "commune": ("xã, phường", "commune"),
    "user": ("điểm hoặc loại điểm", "site or kind of site"),
    "zone": ("tên phân vùng trong «words.zones»", "zone in `words.zones`"),
    "kind": ("tên loại thiết bị trong «words.kinds»", "kind in `words.kinds`"),
    "link-kind": ("tên loại đường truyền trong «words.lines»", "kind of line in `words.lines`"),
    "site-kind": ("tên loại điểm trong «words.site_kinds»", "kind of site in `words.site_kinds`"),
}
